using System.Text.Json;
using Souk.Core.Intake;
using Souk.Learning.Drift;
using Souk.Log;
using Souk.Risk.Patterns;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>What a search for new patterns found, as JSON.</summary>
internal static class PatternJson
{
    // Columns that hardly moved tell nobody anything.
    private const int MostShifts = 50;

    internal static void Write(Utf8JsonWriter json, Discovery found)
    {
        json.WriteString("event", found.EventType);
        if (found.End != LogTime.BeforeAll)
        {
            json.WriteString("end", Rfc3339.Format(found.End));
        }

        json.WriteNumber("recent_events", found.Recent.Events);
        json.WriteNumber("reference_events", found.Reference.Events);
        json.WriteStartArray("patterns");
        foreach (FoundPattern pattern in found.Patterns)
        {
            json.WriteStartObject();
            json.WriteString("id", pattern.Id);
            json.WriteString("when", pattern.When);
            json.WriteNumber("hits", pattern.Pattern.Hits);
            json.WriteNumber("of", pattern.Pattern.Trials);
            json.WriteNumber("reference_hits", pattern.Pattern.ReferenceHits);
            json.WriteNumber("reference_of", pattern.Pattern.ReferenceTrials);
            json.WriteNumber("ratio", pattern.Pattern.Ratio);
            json.WriteNumber("probability", pattern.Pattern.Probability);
            WritePositions(json, pattern.Examples);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteOutliers(json, found.Outliers);
        WriteShifts(json, found.Shifts);
    }

    internal static void WriteProposals(Utf8JsonWriter json, IReadOnlyList<RuleProposal> proposals)
    {
        json.WriteStartArray("proposals");
        foreach (RuleProposal proposal in proposals)
        {
            json.WriteStartObject();
            json.WriteString("id", proposal.Id);
            json.WriteString("checkpoint", proposal.Checkpoint);
            json.WriteString("when", proposal.When);
            json.WriteNumber("hits", proposal.Hits);
            json.WriteNumber("bad_hits", proposal.BadHits);
            json.WriteNumber("later_hits", proposal.LaterHits);
            json.WriteNumber("later_bad_hits", proposal.LaterBadHits);
            HealthJson.Write(json, "later_precision", proposal.LaterPrecision);
            HealthJson.Number(json, "later_recall", proposal.LaterRecall);
            json.WriteNumber("later_new", proposal.LaterNew);
            HealthJson.Write(json, "expected_precision", proposal.ExpectedPrecision);
            json.WriteNumber("generality", proposal.Generality);
            json.WriteString("group", proposal.GroupKind);
            json.WriteNumber("groups", proposal.Groups);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOutliers(Utf8JsonWriter json, IReadOnlyList<Outlier> outliers)
    {
        json.WriteStartArray("outliers");
        foreach (Outlier outlier in outliers)
        {
            json.WriteStartObject();
            json.WriteNumber("position", outlier.Position.Value);
            json.WriteString("event_id", outlier.EventId);
            HealthJson.Number(json, "score", outlier.Score);
            json.WriteTexts("reasons", outlier.Reasons);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteShifts(Utf8JsonWriter json, IReadOnlyList<ColumnShift> shifts)
    {
        json.WriteStartArray("shifts");
        foreach (ColumnShift shift in shifts.Take(MostShifts))
        {
            json.WriteStartObject();
            json.WriteString("column", shift.Column);
            HealthJson.Number(json, "index", shift.Index);
            HealthJson.Number(json, "noise_level", shift.NoiseLevel);
            json.WriteBoolean("is_shifted", shift.IsShifted);
            HealthJson.Number(json, "missing", shift.RecentMissing);
            HealthJson.Number(json, "missing_reference", shift.ReferenceMissing);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePositions(Utf8JsonWriter json, IReadOnlyList<LogPosition> positions)
    {
        json.WriteStartArray("examples");
        foreach (LogPosition position in positions)
        {
            json.WriteNumberValue(position.Value);
        }

        json.WriteEndArray();
    }
}
