using System.Text.Json;
using Souk.Core.Intake;
using Souk.Risk.Backtest;
using Souk.Risk.Monitoring;

namespace Souk.Server.Risk;

/// <summary>An effectiveness report as JSON, with its Markdown beside.</summary>
internal static class ReportJson
{
    internal static void Write(Utf8JsonWriter json, EffectivenessReport report)
    {
        json.WriteString("from", Rfc3339.Format(report.From));
        json.WriteString("to", Rfc3339.Format(report.To));
        PolicyFigures figures = report.Decided;
        json.WriteNumber("decisions", figures.Decisions);
        json.WriteNumber("stopped", figures.Stopped);
        json.WriteNumber("bad_caught", figures.BadStopped);
        json.WriteNumber("bad_missed", figures.Bad - figures.BadStopped);
        Write(json, "precision", figures.Precision);
        Write(json, "recall", figures.Recall);
        Write(json, "false_positive_rate", figures.FalsePositiveRate);
        Write(json, "money_saved", figures.Saved);
        Write(json, "money_lost", figures.Lost);
        Write(json, "money_turned_away", figures.TurnedAway);
        json.WriteNumber("immature", report.Immature);
        json.WriteString("matured_before", Rfc3339.Format(report.MaturedBefore));
        json.WriteNumber("unjudged", report.Unjudged);
        json.WriteStartArray("rules");
        foreach (RuleFigures rule in report.Rules)
        {
            json.WriteStartObject();
            json.WriteString("checkpoint", rule.Checkpoint);
            json.WriteString("rule", rule.Rule);
            json.WriteNumber("hits", rule.Hits);
            json.WriteNumber("bad_hits", rule.BadHits);
            json.WriteNumber("unique_hits", rule.UniqueHits);
            HealthJson.Number(json, "precision", rule.Precision);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("changes");
        foreach (RuleChange change in report.Changes)
        {
            json.WriteStartObject();
            json.WriteString("checkpoint", change.Checkpoint);
            json.WriteString("rule", change.Rule);
            HealthJson.Write(json, "hit_rate", change.Hits);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("markdown", ReportMarkdown.Write(report));
    }

    private static void Write(Utf8JsonWriter json, string name, Interval interval)
    {
        json.WriteStartObject(name);
        HealthJson.Number(json, "value", interval.Value);
        HealthJson.Number(json, "lower", interval.Lower);
        HealthJson.Number(json, "upper", interval.Upper);
        json.WriteEndObject();
    }
}
