using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Server.Access;
using Souk.Server.Definitions;
using Souk.Server.Events;
using Souk.Server.Http;
using Souk.Server.Telemetry;

namespace Souk.Server;

/// <summary>A running Souk: the engine over one data folder, and its HTTP API.</summary>
public sealed class SoukServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DeadLetterFile _deadLetters;

    private SoukServer(WebApplication application, SoukEngine engine, DeadLetterFile deadLetters)
    {
        _application = application;
        _deadLetters = deadLetters;
        Engine = engine;
    }

    /// <summary>The engine.</summary>
    public SoukEngine Engine { get; }

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:7070</c>.</summary>
    public string Address =>
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>The paths and methods that are served.</summary>
    internal IEnumerable<(string Path, string Method)> Endpoints =>
        from source in ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)_application).DataSources
        from endpoint in source.Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()!.HttpMethods
        select (endpoint.RoutePattern.RawText!, method.ToLowerInvariant());

    /// <summary>Opens the data folder and starts to listen.</summary>
    /// <exception cref="InvalidOperationException">The address is not loopback and there are no API keys.</exception>
    public static async Task<SoukServer> StartAsync(
        ServerOptions options, IProgress<LogPosition>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ApiKeyFile? keys = options.KeysFile is null ? null : ApiKeyFile.Read(options.KeysFile);
        IPAddress address = Listening.Resolve(options.Host);
        Listening.RequireKeysBeyondLoopback(address, keys);
        SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = options.Folder,
                DefinitionText = options.DefinitionText,
                Projections = StandardProjections.All,
                SnapshotEveryEvents = options.SnapshotEveryEvents,
                AcceptDataLoss = options.AcceptDataLoss,
            },
            progress,
            cancellation);
        DeadLetterFile deadLetters = new(Path.Combine(options.Folder, "dead-letter"), TimeProvider.System);
        SoukServer? server = null;
        try
        {
            WebApplication application = Build(options, address, keys, engine, deadLetters);
            server = new SoukServer(application, engine, deadLetters);
            await application.StartAsync(cancellation);
            return server;
        }
        catch
        {
            if (server is not null)
            {
                await server._application.DisposeAsync();
            }

            deadLetters.Dispose();
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the process is asked to stop (SIGTERM, Ctrl+C) or the token is cancelled.</summary>
    public Task WaitForStopAsync(CancellationToken cancellation = default) =>
        _application.WaitForShutdownAsync(cancellation);

    /// <summary>Finishes requests under way, takes a snapshot and closes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _deadLetters.Dispose();
        Engine.Dispose();
    }

    private static WebApplication Build(
        ServerOptions options, IPAddress address, ApiKeyFile? keys, SoukEngine engine, DeadLetterFile deadLetters)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.DrainTime);
        builder.Services.AddRequestDecompression();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Listen(address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        RequestMetrics metrics = new();
        application.Use(next => context => metrics.Measure(context, next));
        application.Use(next => context => Guard(context, next));
        application.UseStatusCodePages(NothingThere);
        application.UseRequestDecompression();
        Routes.Map(application, new AccessPolicy(keys), options, engine, deadLetters, metrics);
        return application;
    }

    // Requests that cannot be read are the sender's fault; anything else that escapes is ours and is logged.
    private static async Task Guard(HttpContext context, RequestDelegate next)
    {
        // Decompression takes the header away, so it is looked at before.
        bool isCompressed = context.Request.Headers.ContentEncoding.Count > 0;
        try
        {
            await next(context);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            await Problem.Write(context, e.StatusCode, "The request is not valid", e.Message);
        }
        catch (InvalidDataException e) when (isCompressed)
        {
            await Problem.Write(context, 400, "The compressed body is damaged", e.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            ILogger logger = context.RequestServices.GetRequiredService<ILogger<SoukServer>>();
            logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await Problem.Write(context, 500, "The server failed", "The request could not be answered; the log says why.");
        }
    }

    private static Task NothingThere(Microsoft.AspNetCore.Diagnostics.StatusCodeContext status)
    {
        HttpContext context = status.HttpContext;
        int code = context.Response.StatusCode;
        string detail = code switch
        {
            404 => $"There is nothing at {context.Request.Path}; /openapi.json lists what there is.",
            405 => $"{context.Request.Path} does not take {context.Request.Method}.",
            415 => $"The content encoding '{context.Request.Headers.ContentEncoding}' is not supported; gzip, br and deflate are.",
            _ => "The request was refused.",
        };
        return Problem.Write(context, code, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(code), detail);
    }
}
