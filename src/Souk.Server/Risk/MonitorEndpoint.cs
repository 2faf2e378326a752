using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Outcomes;
using Souk.Server.Http;
using Souk.Server.Past;

namespace Souk.Server.Risk;

/// <summary>How risk decisions do, over HTTP.</summary>
internal sealed class MonitorEndpoint(
    SoukEngine engine, RiskWatch watch, PastReads past, PatternSchedule? schedule)
{
    /// <summary><c>GET /v1/risk/health?recent_days=&amp;reference_days=</c>.</summary>
    internal Task Health(HttpContext context)
    {
        HealthOptions options = new();
        if (!TryDays(context, "recent_days", options.RecentDays, out int recent)
            || !TryDays(context, "reference_days", options.ReferenceDays, out int reference))
        {
            return Problem.Write(
                context, 400, "The days are not valid", "'recent_days' and 'reference_days' are whole numbers.",
                "recent_days");
        }

        try
        {
            RiskHealth health;
            using (FoldScope scope = engine.Read())
            {
                health = RiskHealth.Read(
                    scope.Fold, options with { RecentDays = recent, ReferenceDays = reference });
            }

            return JsonReply.Write(context, 200, json =>
            {
                HealthJson.Write(json, health);
                json.WriteString("watch_failure", watch.Failure?.Message);
                json.WriteString("search_failure", schedule?.Failure);
            });
        }
        catch (ArgumentException e)
        {
            return Problem.Write(context, 400, "The days are not valid", Problem.MessageOf(e), "recent_days");
        }
    }

    /// <summary><c>GET /v1/risk/alerts</c>: those kept, newest first.</summary>
    internal Task Alerts(HttpContext context)
    {
        IReadOnlyList<(RiskAlert Alert, LogPosition Position)> alerts;
        using (FoldScope scope = engine.Read())
        {
            alerts = scope.Fold.Projection<RiskMonitor>().Alerts;
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartArray("alerts");
            foreach ((RiskAlert alert, LogPosition position) in alerts)
            {
                HealthJson.Write(json, alert, position);
            }

            json.WriteEndArray();
            json.WriteNumber("webhook_sent", watch.Webhook?.Sent ?? 0);
            json.WriteNumber("webhook_lost", watch.Webhook?.Lost ?? 0);
        });
    }

    /// <summary><c>GET /v1/risk/labels</c>: how labels arrive.</summary>
    internal Task Labels(HttpContext context)
    {
        IReadOnlyList<LabelQuality> labels;
        using (FoldScope scope = engine.Read())
        {
            labels = scope.Fold.Projection<RiskMonitor>().Labels;
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartArray("labels");
            foreach (LabelQuality label in labels)
            {
                HealthJson.Write(json, label);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>GET /v1/risk/report?from=&amp;to=</c>: what the decisions of a span were worth; by default of the
    /// last
    /// week.</summary>
    internal async Task Report(HttpContext context)
    {
        LogTime now;
        string? policy;
        using (FoldScope scope = engine.Read())
        {
            now = scope.Fold.Time;
            policy = scope.Fold.Projection<RiskEngine>().VersionInForce?.Text;
        }

        if (policy is null)
        {
            await Problem.Write(context, 409, "No report", "No policy is in force, so nothing is decided.");
            return;
        }

        if (!TryTime(context, "to", new LogTime(now.Microseconds + 1), out LogTime to)
            || !TryTime(context, "from", new LogTime(to.Microseconds - Week), out LogTime from) || from >= to)
        {
            await Problem.Write(
                context, 400, "The span is not valid",
                "'from' and 'to' are times with an offset such as 2026-03-01T12:30:00Z, 'from' the earlier.", "from");
            return;
        }

        IReadOnlyList<RuleChange> changes;
        using (FoldScope scope = engine.Read())
        {
            changes = EffectivenessReport.ReadChanges(scope.Fold, from, to);
        }

        EffectivenessReport? report = null;
        bool isDone = await past.TryRun(context, cancel =>
        {
            using IDisposable hold = engine.HoldLog();
            report = EffectivenessReport.Make(
                engine.CreateReplayer(), engine.Definition, policy, from, to, changes, null, cancel);
        });
        if (isDone)
        {
            await JsonReply.Write(context, 200, json => ReportJson.Write(json, report!));
        }
    }

    private const long Week = 7 * 86_400_000_000L;

    private static bool TryDays(HttpContext context, string name, int otherwise, out int days)
    {
        days = otherwise;
        string? text = context.Request.Query[name];
        return text is null || int.TryParse(text, out days);
    }

    private static bool TryTime(HttpContext context, string name, LogTime otherwise, out LogTime time)
    {
        time = otherwise;
        string? text = context.Request.Query[name];
        return text is null || Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out time);
    }
}
