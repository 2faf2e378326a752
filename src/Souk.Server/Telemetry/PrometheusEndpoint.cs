using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Recommend.Recall;
using Souk.Recommend.Serving;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Policies;
using Souk.Server.Events;

namespace Souk.Server.Telemetry;

/// <summary><c>GET /metrics</c> in the Prometheus text format 0.0.4.</summary>
internal sealed class PrometheusEndpoint(
    SoukEngine engine, RequestMetrics requests, DeadLetterFile deadLetters, Recommender recommender)
{
    // A scrape with more series than this would be a burden; health tells of all rules.
    private const int MostRules = 1_000;

    internal Task Handle(HttpContext context)
    {
        StringBuilder text = new();
        EngineCounters counters = engine.Counters;
        Write(text, "souk_events_total", "counter", "Events appended and applied since the start.", counters.Events);
        Write(text, "souk_duplicates_total", "counter", "Events that had been seen before.", counters.Duplicates);
        Write(text, "souk_refused_batches_total", "counter", "Batches refused because the queue was full.",
            counters.RefusedBatches);
        Write(text, "souk_dead_letters_dropped_total", "counter",
            "Refused events that no longer fitted into the day's dead-letter file.", deadLetters.Dropped);
        Write(text, "souk_log_position", "gauge", "The last log position given out.", engine.LastPosition.Value);
        Write(text, "souk_log_durable_position", "gauge", "The last log position on disk.",
            engine.Log.DurablePosition.Value);
        Write(text, "souk_snapshot_position", "gauge", "The log position of the newest snapshot.",
            engine.SnapshotPosition.Value);
        Write(text, "souk_snapshots_total", "counter", "Snapshots started.", counters.Snapshots);
        Write(text, "souk_snapshot_hold_seconds", "gauge", "The longest time that starting a snapshot held the " +
            "sequencer.", counters.LongestSnapshotHoldMicroseconds / 1e6);
        Write(text, "souk_queue_bytes", "gauge", "Bytes of events waiting for the sequencer.", engine.WaitingBytes);
        Write(text, "souk_definition_version", "gauge", "The version of the definition in force.",
            engine.DefinitionVersion);
        Write(text, "souk_failed", "gauge", "1 if the engine takes no more events.", engine.Failure is null ? 0 : 1);
        Write(text, "souk_managed_bytes", "gauge", "Bytes on the garbage-collected heap.", GC.GetTotalMemory(false));
        WriteRecommendations(text);
        WriteState(text);
        WriteRules(text);
        WriteRequests(text);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static void Write(StringBuilder text, string name, string type, string help, double value)
    {
        Head(text, name, type, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private void WriteRecommendations(StringBuilder text)
    {
        RecallCounters counters = recommender.Counters;
        Write(text, "souk_recommend_answers_total", "counter", "Answers of surfaces.", counters.Answers);
        Write(text, "souk_recommend_degraded_total", "counter", "Answers that lack of time made poorer.",
            counters.Degraded);
        Head(text, "souk_recall_skipped_total", "counter", "Recall sources skipped for lack of time.");
        foreach (RecallSource source in Enum.GetValues<RecallSource>())
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"souk_recall_skipped_total{{source=\"{WordForm.Of(source)}\"}} {counters.SkippedOf(source)}\n");
        }
    }

    private void WriteState(StringBuilder text)
    {
        List<(string Name, long Bytes)> arenas = [];
        long ids;
        using (FoldScope scope = engine.Read())
        {
            foreach (Arena arena in scope.Fold.Arenas)
            {
                arenas.Add((arena.Name, arena.ReservedBytes));
            }

            ids = scope.Fold.KnownEventIds;
        }

        Write(text, "souk_event_ids", "gauge", "Event ids known within the horizon.", ids);
        Head(text, "souk_state_bytes", "gauge", "Memory of the state, by part.");
        foreach ((string name, long bytes) in arenas)
        {
            text.Append(CultureInfo.InvariantCulture, $"souk_state_bytes{{part=\"{name}\"}} {bytes}\n");
        }
    }

    private void WriteRules(StringBuilder text)
    {
        List<(string Checkpoint, string Rule, double Seconds)> rules = [];
        using (FoldScope scope = engine.Read())
        {
            RiskMonitor? monitor = scope.Fold.Projections.OfType<RiskMonitor>().SingleOrDefault();
            RiskPolicy? policy = scope.Fold.Projections.OfType<RiskEngine>().SingleOrDefault()?.Policy;
            if (monitor is not null && policy is not null)
            {
                rules.AddRange(monitor.TimesOf(policy).Take(MostRules));
            }
        }

        Head(text, "souk_rule_seconds", "gauge", "The mean time of a rule's evaluation, of one event in 1,024.");
        foreach ((string checkpoint, string rule, double seconds) in rules)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"souk_rule_seconds{{checkpoint=\"{checkpoint}\",rule=\"{rule}\"}} {seconds}\n");
        }
    }

    private void WriteRequests(StringBuilder text)
    {
        Head(text, "souk_http_requests_total", "counter", "Requests by route, method and status.");
        foreach (((string route, string method, int status), long count) in requests.Counts.OrderBy(c => c.Key.Route))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"souk_http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} {count}\n");
        }

        Head(text, "souk_http_request_seconds", "histogram", "Duration of requests by route.");
        foreach ((string route, LatencyHistogram histogram) in requests.Durations.OrderBy(d => d.Key))
        {
            long below = 0;
            for (int i = 0; i <= LatencyHistogram.Bounds.Length; i++)
            {
                below += histogram.CountOf(i);
                string bound = i == LatencyHistogram.Bounds.Length
                    ? "+Inf"
                    : LatencyHistogram.Bounds[i].ToString(CultureInfo.InvariantCulture);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"souk_http_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {below}\n");
            }

            text.Append(
                CultureInfo.InvariantCulture, $"souk_http_request_seconds_sum{{route=\"{route}\"}} {histogram.Sum}\n");
            text.Append(
                CultureInfo.InvariantCulture, $"souk_http_request_seconds_count{{route=\"{route}\"}} {below}\n");
        }
    }
}
