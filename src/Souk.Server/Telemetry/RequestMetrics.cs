using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Souk.Server.Telemetry;

/// <summary>Counts requests by route and status, and how long they took by route.</summary>
internal sealed class RequestMetrics(ServerTelemetry telemetry)
{
    /// <summary>Requests by route template, method and status.</summary>
    internal ConcurrentDictionary<(string Route, string Method, int Status), long> Counts { get; } = [];

    /// <summary>Durations by route template.</summary>
    internal ConcurrentDictionary<string, LatencyHistogram> Durations { get; } = [];

    /// <summary>The middleware.</summary>
    internal async Task Measure(HttpContext context, RequestDelegate next)
    {
        long started = Stopwatch.GetTimestamp();
        using Activity? activity = ServerTelemetry.Start(context.Request);
        try
        {
            await next(context);
        }
        finally
        {
            // Methods are the client's to make up; only those that routes take are told apart.
            Endpoint? endpoint = context.GetEndpoint();
            string route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "none";
            string method = endpoint is RouteEndpoint ? context.Request.Method : "any";
            TimeSpan duration = Stopwatch.GetElapsedTime(started);
            Counts.AddOrUpdate((route, method, context.Response.StatusCode), 1, (_, n) => n + 1);
            Durations.GetOrAdd(route, _ => new LatencyHistogram()).Add(duration);
            telemetry.End(activity, method, route, context.Response.StatusCode, duration);
        }
    }
}
