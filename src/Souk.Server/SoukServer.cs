using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Server.Access;
using Souk.Server.Http;
using Souk.Server.Telemetry;

namespace Souk.Server;

/// <summary>A running Souk: the engine over one data folder, and its HTTP API.</summary>
public sealed class SoukServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IEndpointRouteBuilder _routes;
    private readonly ServerTelemetry _telemetry;
    private int _disposed;

    private SoukServer(
        WebApplication application, IEndpointRouteBuilder routes, SoukEngine engine, ServerWork work,
        ServerTelemetry telemetry)
    {
        _application = application;
        _routes = routes;
        _telemetry = telemetry;
        Engine = engine;
        Work = work;
    }

    /// <summary>The engine.</summary>
    public SoukEngine Engine { get; }

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:7070</c>.</summary>
    public string Address => AddressOf(_application);

    /// <summary>What works over the engine.</summary>
    internal ServerWork Work { get; }

    /// <summary>The paths and methods that are served.</summary>
    internal IEnumerable<(string Path, string Method)> Endpoints =>
        from source in _routes.DataSources
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (endpoint.RoutePattern.RawText!, method.ToLowerInvariant());

    /// <summary>Starts to listen and opens the data folder; until that is done requests are answered with
    /// 503.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="progress">Told how far replay has come.</param>
    /// <param name="listening">Told the address as soon as the server listens.</param>
    /// <param name="cancellation">Ends the start early.</param>
    /// <exception cref="InvalidOperationException">The address is not loopback and there are no API keys.</exception>
    public static async Task<SoukServer> StartAsync(
        ServerOptions options,
        IProgress<LogPosition>? progress = null,
        Action<string>? listening = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ApiKeyFile? keys = options.KeysFile is null ? null : ApiKeyFile.Read(options.KeysFile);
        IPAddress address = Listening.Resolve(options.Host);
        Listening.RequireKeysBeyondLoopback(address, keys);
        ServerTelemetry telemetry = new();
        if (options.OtlpEndpoint is Uri endpoint)
        {
            telemetry.Export(endpoint);
        }

        RequestMetrics metrics = new(telemetry);
        Readiness readiness = new(progress);
        WebApplication application = Build(options, address, metrics, readiness);
        SoukEngine? engine = null;
        ServerWork? work = null;
        try
        {
            await Listen(application, address, options.Port, cancellation);
            listening?.Invoke(AddressOf(application));
            engine = await Task.Factory.StartNew(
                () => OpenEngine(options, readiness, cancellation),
                cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            telemetry.Watch(engine);
            work = new ServerWork(engine, options, readiness.Stopping);
            AccessPolicy access = new(keys, options.Clock);
            RequestDelegate pipeline = Pipeline(
                application,
                routes => Routes.Map(routes, access, options, engine, work, metrics, readiness),
                out IEndpointRouteBuilder mapped);
            readiness.Open(engine, pipeline);
            return new SoukServer(application, mapped, engine, work, telemetry);
        }
        catch
        {
            await application.DisposeAsync();
            if (work is not null)
            {
                await work.DisposeAsync();
            }

            engine?.Dispose();
            telemetry.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the process is asked to stop (SIGTERM, Ctrl+C) or the token is cancelled.</summary>
    public Task WaitForStopAsync(CancellationToken cancellation = default) =>
        _application.WaitForShutdownAsync(cancellation);

    /// <summary>Finishes requests under way, takes a snapshot and closes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _application.StopAsync();
        await _application.DisposeAsync();
        await Work.DisposeAsync();
        _telemetry.Dispose();
        Engine.Dispose();
    }

    private static async Task Listen(
        WebApplication application, IPAddress address, int port, CancellationToken cancellation)
    {
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new IOException(
                $"Another program listens on {address}:{port}; stop it, or take another port (0 takes a free one).", e);
        }
    }

    private static string AddressOf(WebApplication application) =>
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static SoukEngine OpenEngine(ServerOptions options, Readiness readiness, CancellationToken cancellation) =>
        SoukEngine.Open(
            new EngineOptions
            {
                Folder = options.Folder,
                DefinitionText = options.DefinitionText,
                Projections = StandardProjections.All,
                SnapshotEveryEvents = options.SnapshotEveryEvents,
                MaxLogBytes = options.MaxLogBytes,
                MaxWaitingBytes = options.MaxWaitingBytes,
                LogFiles = options.LogFiles,
                AcceptDataLoss = options.AcceptDataLoss,
            },
            readiness,
            cancellation);

    private static WebApplication Build(
        ServerOptions options, IPAddress address, RequestMetrics metrics, Readiness readiness)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is thrown to the caller, who tells it in a line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.DrainTime);
        builder.Services.AddRequestDecompression();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Listen(address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        readiness.Stopping = application.Lifetime.ApplicationStopping;
        application.Use(next => context => metrics.Measure(context, next));
        application.Use(next => context => Guard(context, next));
        application.Run(readiness.Handle);
        return application;
    }

    // What answers requests once the engine is there; the server listens before.
    private static RequestDelegate Pipeline(
        WebApplication application, Action<IEndpointRouteBuilder> map, out IEndpointRouteBuilder routes)
    {
        IEndpointRouteBuilder? mapped = null;
        IApplicationBuilder pipeline = ((IApplicationBuilder)application).New();
        pipeline.UseStatusCodePages(NothingThere);
        pipeline.UseRequestDecompression();
        pipeline.Use(RefuseUnknownEncoding);
        pipeline.UseRouting();
        pipeline.Use(KnownParameters.Check);
        pipeline.UseEndpoints(endpoints =>
        {
            mapped = endpoints;
            map(endpoints);
        });
        routes = mapped!;
        return pipeline.Build();
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
        catch (Exception e) when (isCompressed && IsDamage(e))
        {
            await Problem.Write(context, 400, "The compressed body is damaged", e.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (LogFailedException e)
        {
            await Problem.Write(
                context, 503, "The server takes no events",
                $"{e.Message} Nothing was acknowledged; restart the server.");
        }
        catch (Exception e)
        {
            ILogger logger = context.RequestServices.GetRequiredService<ILogger<SoukServer>>();
            logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await Problem.Write(
                context, 500, "The server failed", "The request could not be answered; the log says why.");
        }
    }

    // Brotli's decoder throws an InvalidOperationException where gzip's throws an InvalidDataException.
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException
        || (e is InvalidOperationException
            && e.TargetSite?.DeclaringType == typeof(System.IO.Compression.BrotliStream));

    // Decompression takes the header of what it knows away; what is left would be read as it stands.
    private static Task RefuseUnknownEncoding(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.ContentEncoding.Count == 0)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    }

    private static Task NothingThere(Microsoft.AspNetCore.Diagnostics.StatusCodeContext status)
    {
        HttpContext context = status.HttpContext;
        int code = context.Response.StatusCode;
        string detail = code switch
        {
            404 => $"There is nothing at {context.Request.Path}; /openapi.json lists what there is.",
            405 => $"{context.Request.Path} does not take {context.Request.Method}.",
            415 => $"The content encoding '{context.Request.Headers.ContentEncoding}' is not supported; gzip, br " +
                "and deflate are.",
            _ => "The request was refused.",
        };
        return Problem.Write(
            context, code, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(code), detail);
    }
}
