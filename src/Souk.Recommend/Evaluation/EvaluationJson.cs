using System.Text.Json;
using Souk.Core.Definition;
using Souk.Learning.Evaluation;
using Souk.Recommend.Training;

namespace Souk.Recommend.Evaluation;

/// <summary>What an evaluation found, as JSON: the server's answer and the command's <c>--json</c> are the
/// same.</summary>
public static class EvaluationJson
{
    /// <summary>Writes the members of a report.</summary>
    public static void Write(Utf8JsonWriter json, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(report);
        json.WriteString("surface", report.Surface);
        json.WriteString("moment", WordForm.Of(report.Moment));
        json.WriteNumber("cases", report.Cases);
        json.WriteNumber("new_subjects", report.NewSubjects);
        json.WriteNumber("first_position", report.First.Value);
        json.WriteNumber("last_position", report.Last.Value);
        json.WriteNumber("factor_objects", report.FactorObjects);
        if (report.Ranker is TrainedRanker ranker)
        {
            json.WriteStartObject("ranker");
            Write(json, ranker, report.IsRanked);
            json.WriteEndObject();
        }

        json.WriteStartArray("systems");
        foreach (SystemFigures system in report.Systems)
        {
            json.WriteStartObject();
            Write(json, system);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("sources");
        foreach (SourceGain gain in report.Gains)
        {
            json.WriteStartObject();
            json.WriteString("source", WordForm.Of(gain.Source));
            Write(json, "adds", gain.Recall);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, TrainedRanker ranker, bool isRanked)
    {
        json.WriteBoolean("serves", isRanked);
        if ((ranker.Problem ?? ranker.WhyNot) is string why)
        {
            json.WriteString("why_not", why);
        }

        json.WriteString("origin", WordForm.Of(ranker.Origin));
        json.WriteNumber("trained_to", ranker.TrainedTo.Value);
        json.WriteNumber("requests", ranker.Requests);
        json.WriteNumber("rows", ranker.Rows);
        json.WriteNumber("goals", ranker.Goals);
        if (ranker.Problem is null)
        {
            json.WriteString("kind", WordForm.Of(ranker.Kind));
        }
    }

    private static void Write(Utf8JsonWriter json, SystemFigures system)
    {
        json.WriteString("name", system.Name);
        json.WriteNumber("cases", system.Cases);
        Write(json, "metrics", system.Metrics);
        Write(json, "recall_by_segment", system.Segments);
        json.WriteNumber("coverage", system.Spread.Coverage);
        json.WriteNumber("gini", system.Spread.Gini);
        json.WriteNumber("novelty_bits", system.Spread.Novelty);
        if (!double.IsNaN(system.Milliseconds))
        {
            json.WriteNumber("milliseconds", system.Milliseconds);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, Estimate> figures)
    {
        json.WriteStartObject(name);
        foreach ((string figure, Estimate estimate) in figures)
        {
            json.WriteStartObject(figure);
            json.WriteNumber("value", estimate.Value);
            json.WriteNumber("lower", estimate.Lower);
            json.WriteNumber("upper", estimate.Upper);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
