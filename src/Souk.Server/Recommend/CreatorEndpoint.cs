using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Recommend.Creators;
using Souk.Server.Http;
using Souk.Server.Past;

namespace Souk.Server.Recommend;

/// <summary>What is known of creators over HTTP. Reading it replays the log, so what was read is kept until an hour of
/// log time has passed.</summary>
internal sealed class CreatorEndpoint(SoukEngine engine, PastReads past)
{
    private const long KeptMicroseconds = 3_600_000_000;

    private readonly Lock _gate = new();
    private CreatorInsights? _insights;
    private string? _fingerprint;

    /// <summary><c>GET /v1/creators/{id}/audience</c>.</summary>
    internal async Task Audience(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        CreatorInsights? insights = null;
        if (!await past.TryRun(context, cancel => insights = Read(cancel)))
        {
            return;
        }

        await (insights!.Of(id) is CreatorReport report
            ? JsonReply.Write(context, 200, json => CreatorJson.Write(json, report, insights.Time))
            : Problem.Write(
                context, 404, "Unknown creator", $"No view, promotion or sale has named the creator '{id}'.", "id"));
    }

    /// <summary><c>GET /v1/items/{id}/creators</c>: which creators moved an item.</summary>
    internal async Task Effects(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        CreatorInsights? insights = null;
        if (!await past.TryRun(context, cancel => insights = Read(cancel)))
        {
            return;
        }

        await (insights!.EffectsOn(id) is IReadOnlyList<CreatorEffect> effects
            ? JsonReply.Write(context, 200, json => CreatorJson.Write(json, id, effects, insights.Time))
            : Problem.Write(context, 404, "Unknown item", $"No event has named the item '{id}'.", "id"));
    }

    private CreatorInsights Read(CancellationToken cancellation)
    {
        LogTime now;
        using (FoldScope scope = engine.Read())
        {
            now = scope.Fold.Time;
        }

        lock (_gate)
        {
            if (_insights is null || _fingerprint != engine.Definition.Fingerprint
                || now.Microseconds - _insights.Time.Microseconds >= KeptMicroseconds)
            {
                using IDisposable hold = engine.HoldLog();
                _fingerprint = engine.Definition.Fingerprint;
                _insights = CreatorInsights.Read(engine, null, cancellation);
            }

            return _insights;
        }
    }
}
