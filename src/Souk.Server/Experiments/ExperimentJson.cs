using System.Text.Json;
using Souk.Core.Intake;
using Souk.Experiments.Results;
using Souk.Server.Http;

namespace Souk.Server.Experiments;

/// <summary>Experiments as JSON.</summary>
internal static class ExperimentJson
{
    internal static void WriteHead(Utf8JsonWriter json, ExperimentSums sums, VariantMisses misses)
    {
        json.WriteString("name", sums.Name);
        json.WriteString("state", sums.Fault is not null ? "faulty" : sums.StoppedAt is null ? "running"
            : sums.Shipped is null ? "stopped" : "shipped");
        if (sums.Shipped is not null)
        {
            json.WriteString("shipped", sums.Shipped);
        }

        if (sums.StopReason is not null)
        {
            json.WriteString("stop_reason", sums.StopReason);
        }

        if (sums.Plan is not null && sums.Plan.Surfaces.Any())
        {
            json.WriteTexts("surfaces", sums.Plan.Surfaces);
        }

        if (sums.StartedAt != Log.LogTime.BeforeAll)
        {
            json.WriteString("started_at", Rfc3339.Format(sums.StartedAt));
        }

        if (sums.StoppedAt is Log.LogTime stopped)
        {
            json.WriteString("stopped_at", Rfc3339.Format(stopped));
        }

        if (sums.Fault is not null)
        {
            json.WriteString("fault", sums.Fault);
        }

        json.WriteNumber("crossovers", sums.Crossovers);
        json.WriteNumber("unknown_variants", sums.UnknownVariants);
        if (sums.Plan is not null)
        {
            json.WriteNumber("unserved", sums.Plan.Variants.Sum(v => misses.Of(sums.Name, v.Name)));
        }
    }

    internal static void WriteResults(Utf8JsonWriter json, ExperimentReport report)
    {
        json.WriteStartObject("sample_ratio");
        json.WriteNumber("probability", report.SampleRatioProbability);
        json.WriteBoolean("mismatch", report.HasSampleRatioMismatch);
        json.WriteEndObject();
        json.WriteStartArray("variants");
        foreach (VariantResult variant in report.Variants)
        {
            json.WriteStartObject();
            json.WriteString("variant", variant.Variant);
            json.WriteNumber("units", variant.Units);
            json.WriteStartArray("metrics");
            foreach (MetricResult metric in variant.Metrics)
            {
                WriteMetric(json, metric);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMetric(Utf8JsonWriter json, MetricResult metric)
    {
        json.WriteStartObject();
        json.WriteString("metric", metric.Metric);
        json.WriteNumber("mean", metric.Mean);
        if (metric.Verdict != MetricVerdict.Control)
        {
            json.WriteNumber("difference", metric.Difference);
            WriteFinite(json, "relative_difference", metric.RelativeDifference);
            WriteFinite(json, "lower", metric.Lower);
            WriteFinite(json, "upper", metric.Upper);
        }

        json.WriteNumber("variance_kept", metric.VarianceKept);
        json.WriteString("verdict", metric.Verdict.ToString().ToLowerInvariant());
        json.WriteEndObject();
    }

    // JSON has no infinity: an interval that does not exist yet is null.
    private static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
