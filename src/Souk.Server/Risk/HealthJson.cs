using System.Text.Json;
using Souk.Core.Intake;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Risk.Monitoring;
using Souk.Risk.Outcomes;

namespace Souk.Server.Risk;

/// <summary>Health, alerts and label quality as JSON. What is not a number is null.</summary>
internal static class HealthJson
{
    internal static void Write(Utf8JsonWriter json, RiskHealth health)
    {
        if (health.Time != LogTime.BeforeAll)
        {
            json.WriteString("time", Rfc3339.Format(health.Time));
        }

        json.WriteNumber("policy_version", health.PolicyVersion);
        json.WriteNumber("recent_days", health.Options.RecentDays);
        json.WriteNumber("reference_days", health.Options.ReferenceDays);
        json.WriteStartArray("checkpoints");
        foreach (CheckpointHealth checkpoint in health.Checkpoints)
        {
            json.WriteStartObject();
            json.WriteString("checkpoint", checkpoint.Checkpoint);
            json.WriteNumber("decisions", checkpoint.Decisions);
            Write(json, "stopped", checkpoint.Stopped);
            Write(json, "challenged", checkpoint.Challenged);
            Write(json, "reviewed", checkpoint.Reviewed);
            Write(json, "declined", checkpoint.Declined);
            Write(json, "faults", checkpoint.Faults);
            WriteDays(json, checkpoint.Daily);
            json.WriteStartArray("rules");
            foreach (RuleHealth rule in checkpoint.Rules)
            {
                Write(json, rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("alerts");
        foreach (RiskAlert alert in health.Alerts())
        {
            Write(json, alert, LogPosition.Zero);
        }

        json.WriteEndArray();
    }

    internal static void Write(Utf8JsonWriter json, RiskAlert alert, LogPosition position)
    {
        json.WriteStartObject();
        json.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(alert.Kind.ToString()));
        json.WriteString("checkpoint", alert.Checkpoint);
        json.WriteString("subject", alert.Subject);
        Number(json, "value", alert.Value);
        Number(json, "reference", alert.Reference);
        json.WriteString("message", alert.Message);
        json.WriteString("time", Rfc3339.Format(alert.Time));
        if (position != LogPosition.Zero)
        {
            json.WriteNumber("position", position.Value);
        }

        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, LabelQuality label)
    {
        json.WriteStartObject();
        json.WriteString("checkpoint", label.Checkpoint);
        json.WriteString("label", label.Label);
        json.WriteNumber("bad", label.Bad);
        json.WriteNumber("not_bad", label.NotBad);
        json.WriteNumber("unknown", label.Unknown);
        json.WriteNumber("late", label.Late);
        json.WriteNumber("repeated", label.Repeated);
        json.WriteNumber("conflicts", label.Conflicts);
        json.WriteNumber("matures_days", label.Matures.TotalDays);
        Days(json, "delay_days_50", label.Delay(0.5));
        Days(json, "delay_days_90", label.Delay(0.9));
        Days(json, "delay_days_99", label.Delay(0.99));
        json.WriteNumber("mature_decisions", label.MatureDecisions);
        json.WriteNumber("labelled_decisions", label.LabelledDecisions);
        Number(json, "coverage", label.Coverage);
        json.WriteStartArray("maturity_curve");
        foreach (double share in label.Curve.Where(double.IsFinite))
        {
            json.WriteNumberValue(Math.Round(share, 4));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, string name, RateShift shift)
    {
        json.WriteStartObject(name);
        Number(json, "recent", shift.Recent);
        Number(json, "reference", shift.Reference);
        json.WriteNumber("hits", shift.Hits);
        Number(json, "expected_hits", shift.ExpectedHits);
        Number(json, "probability", shift.Probability);
        if (shift.ChangedDaysAgo is int days)
        {
            json.WriteNumber("changed_days_ago", days);
        }

        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteStartObject(name);
        Number(json, "value", estimate.Value);
        Number(json, "lower", estimate.Lower);
        Number(json, "upper", estimate.Upper);
        json.WriteEndObject();
    }

    internal static void Number(Utf8JsonWriter json, string name, double value)
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

    private static void Write(Utf8JsonWriter json, RuleHealth rule)
    {
        json.WriteStartObject();
        json.WriteString("rule", rule.Rule);
        json.WriteString("status", rule.Status is null
            ? "gone" : JsonNamingPolicy.SnakeCaseLower.ConvertName(rule.Status.Value.ToString()));
        Write(json, "hit_rate", rule.Hits);
        json.WriteNumber("unique_hits", rule.UniqueHits);
        json.WriteNumber("mature_hits", rule.MatureHits);
        json.WriteNumber("mature_bad_hits", rule.MatureBadHits);
        Write(json, "precision", rule.Precision);
        Number(json, "nanoseconds", rule.Nanoseconds);
        WriteDays(json, rule.Daily);
        json.WriteEndObject();
    }

    private static void WriteDays(Utf8JsonWriter json, IReadOnlyList<int> days)
    {
        json.WriteStartArray("daily");
        foreach (int count in days)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }

    private static void Days(Utf8JsonWriter json, string name, TimeSpan? delay) =>
        Number(json, name, delay?.TotalDays ?? double.NaN);
}
