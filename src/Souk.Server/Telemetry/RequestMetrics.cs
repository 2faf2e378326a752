using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Souk.Server.Telemetry;

/// <summary>Counts requests by route and status, and how long they took by route.</summary>
internal sealed class RequestMetrics
{
    /// <summary>Requests by route template, method and status.</summary>
    internal ConcurrentDictionary<(string Route, string Method, int Status), long> Counts { get; } = [];

    /// <summary>Durations by route template.</summary>
    internal ConcurrentDictionary<string, LatencyHistogram> Durations { get; } = [];

    /// <summary>The middleware.</summary>
    internal async Task Measure(HttpContext context, RequestDelegate next)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
            Counts.AddOrUpdate((route, context.Request.Method, context.Response.StatusCode), 1, (_, n) => n + 1);
            Durations.GetOrAdd(route, _ => new LatencyHistogram()).Add(Stopwatch.GetElapsedTime(started));
        }
    }
}
