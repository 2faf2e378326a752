using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Souk.Core;
using Souk.Core.Engine;
using Souk.Server.Access;
using Souk.Server.Past;

namespace Souk.Server.Risk;

/// <summary>What goes on beside risk decisions: the watch with its webhook, and searches for new patterns.</summary>
internal sealed class RiskOperations : IAsyncDisposable
{
    private readonly SoukEngine _engine;
    private readonly ServerOptions _options;
    private readonly RiskWatch _watch;
    private readonly DiscoveryJob _job;
    private readonly PatternSchedule? _schedule;

    internal RiskOperations(SoukEngine engine, ServerOptions options, CancellationToken stopping)
    {
        _engine = engine;
        _options = options;
        AlertWebhook? webhook = options.AlertWebhook is Uri url ? new AlertWebhook(url, options.Clock) : null;
        _watch = new RiskWatch(engine, webhook, options.Clock);
        _job = new DiscoveryJob(engine, _watch, stopping);
        _schedule = options.PatternsEvery > Duration.Zero
            ? new PatternSchedule(engine, _job, options.PatternsEvery, options.Clock) : null;
    }

    /// <summary>When patterns are looked for; null for never.</summary>
    internal PatternSchedule? Schedule => _schedule;

    /// <summary>Ends the search under way, which the stop has cancelled, and the watch.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_schedule is not null)
        {
            await _schedule.DisposeAsync();
        }

        await _job.EndAsync();
        await _watch.DisposeAsync();
    }

    internal void Map(IEndpointRouteBuilder routes, AccessPolicy access, PastReads past)
    {
        MonitorEndpoint monitor = new(_engine, _watch, past, _schedule);
        PatternEndpoint patterns = new(_engine, _job, _options);
        routes.MapGet("/v1/risk/health", access.Require(Role.Analyst, monitor.Health));
        routes.MapGet("/v1/risk/alerts", access.Require(Role.Analyst, monitor.Alerts));
        routes.MapGet("/v1/risk/labels", access.Require(Role.Analyst, monitor.Labels));
        routes.MapGet("/v1/risk/report", access.Require(Role.Analyst, monitor.Report));
        routes.MapPost("/v1/risk/patterns", access.Require(Role.Analyst, patterns.Start));
        routes.MapGet("/v1/risk/patterns", access.Require(Role.Analyst, patterns.Patterns));
        routes.MapGet("/v1/risk/proposals", access.Require(Role.Analyst, patterns.Proposals));
        routes.MapPost("/v1/risk/proposals/{id}/shadow", access.Require(Role.Admin, patterns.Shadow));
    }
}
