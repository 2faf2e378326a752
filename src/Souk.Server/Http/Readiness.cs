using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Log;

namespace Souk.Server.Http;

/// <summary>
/// Whether the server takes requests: not while it brings its state up to the log's end, not after its engine failed,
/// and not while it stops. Safe for use from several threads.
/// </summary>
internal sealed class Readiness : IProgress<LogPosition>
{
    private const string RetryAfterSeconds = "1";

    private readonly IProgress<LogPosition>? _also;
    private long _replayed;
    private SoukEngine? _engine;
    private RequestDelegate? _pipeline;

    internal Readiness(IProgress<LogPosition>? also) => _also = also;

    /// <summary>Ends reads that would hold up the stop.</summary>
    internal CancellationToken Stopping { get; set; }

    /// <inheritdoc/>
    public void Report(LogPosition value)
    {
        Volatile.Write(ref _replayed, value.Value);
        _also?.Report(value);
    }

    /// <summary>From now on requests are answered.</summary>
    internal void Open(SoukEngine engine, RequestDelegate pipeline)
    {
        _engine = engine;
        Volatile.Write(ref _pipeline, pipeline);
    }

    /// <summary>Passes a request on, or says why not.</summary>
    internal Task Handle(HttpContext context)
    {
        if (Volatile.Read(ref _pipeline) is RequestDelegate pipeline)
        {
            return pipeline(context);
        }

        if (context.Request.Path == "/health")
        {
            return HealthEndpoint.Live(context);
        }

        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problem.Write(context, 503, "The server is starting", WhyNotReady()!);
    }

    /// <summary>Why no events are taken, or null if they are.</summary>
    internal string? WhyNotReady() =>
        Stopping.IsCancellationRequested
            ? "The server is stopping: it finishes the requests under way and takes a snapshot."
        : _engine is not SoukEngine engine
            ? $"The state is being brought up to the log's end; it has come to position {Volatile.Read(ref _replayed)}."
        : engine.Failure is Exception failure
            ? $"{failure.Message} Nothing more is acknowledged until a restart, which rebuilds the state from the log."
        : null;
}
