using System.Text.Json;
using Souk.Learning.Drift;
using Souk.Learning.Evaluation;
using Souk.Recommend.Models;
using Souk.Recommend.Training;

namespace Souk.Server.Recommend;

/// <summary>Rankers as JSON.</summary>
public static class ModelJson
{
    // What has moved little is of no interest.
    private const int MostShifts = 10;

    internal static void Write(Utf8JsonWriter json, RankerStatus status)
    {
        SurfaceRankers rankers = status.Rankers;
        json.WriteString("surface", status.Surface.Name);
        json.WriteString("ranker", Name(status.Surface.Ranker));
        WriteText(json, "why_not_trained", status.WhyNotTrained);
        json.WriteNumber("in_force", rankers.InForce);
        json.WriteNumber("in_force_from", rankers.InForceFrom.Value);
        json.WriteNumber("in_force_before", rankers.InForceBefore);
        json.WriteNumber("canary", rankers.Canary);
        json.WriteNumber("canary_share", rankers.CanaryShare);
        json.WriteNumber("events_since", status.EventsSince);
        json.WriteBoolean("is_training", status.IsTraining);
        WriteText(json, "failure", status.Failure);
        WriteText(json, "damage", status.Damage);
        if (status.Last is TrainedRanker last)
        {
            json.WriteStartObject("last_training");
            Write(json, last);
            json.WriteEndObject();
        }

        WriteDrift(json, status.Drift);
        json.WriteStartArray("versions");
        foreach (RankerVersion version in rankers.Versions)
        {
            json.WriteStartObject();
            Write(json, version);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what came of a training, as the members of an object.</summary>
    /// <param name="json">The writer, within the object.</param>
    /// <param name="trained">What came of it.</param>
    public static void Write(Utf8JsonWriter json, TrainedRanker trained)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(trained);
        json.WriteNumber("version", trained.Version);
        json.WriteString("origin", Name(trained.Origin));
        json.WriteNumber("trained_to", trained.TrainedTo.Value);
        json.WriteNumber("requests", trained.Requests);
        json.WriteNumber("rows", trained.Rows);
        json.WriteNumber("goals", trained.Goals);
        WriteText(json, "problem", trained.Problem);
        if (trained.Figures is RankFigures figures)
        {
            json.WriteString("kind", Name(trained.Kind));
            json.WriteNumber("compared_with", trained.ComparedWith);
            WriteText(json, "why_not", trained.WhyNot);
            Write(json, figures);
        }
    }

    private static void Write(Utf8JsonWriter json, RankerVersion version)
    {
        json.WriteNumber("version", version.Number);
        json.WriteString("kind", Name(version.Kind));
        json.WriteString("origin", Name(version.Origin));
        json.WriteNumber("position", version.Position.Value);
        json.WriteNumber("trained_to", version.TrainedTo.Value);
        json.WriteNumber("rows", version.Rows);
        json.WriteNumber("goals", version.Goals);
        WriteText(json, "why_not", version.WhyNot);
        json.WriteString("by", version.By);
        json.WriteNumber("bytes", version.Bytes);
        json.WriteString("sha256", version.Sha256);
        json.WriteBoolean("is_kept", version.IsKept);
        Write(json, version.Figures);
    }

    private static void Write(Utf8JsonWriter json, RankFigures figures)
    {
        json.WriteStartObject("held_out");
        json.WriteNumber("requests", figures.Requests);
        json.WriteNumber("value_ndcg", figures.ValueNdcg);
        json.WriteNumber("recall_ndcg", figures.RecallNdcg);
        if (figures.InForceNdcg is double before)
        {
            json.WriteNumber("in_force_ndcg", before);
        }

        Write(json, "ndcg_gain", figures.NdcgGain);
        Write(json, "loss_gain", figures.LossGain);
        json.WriteNumber("log_loss", figures.LogLoss);
        json.WriteNumber("calibration", figures.Calibration);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteStartObject(name);
        json.WriteNumber("value", estimate.Value);
        json.WriteNumber("lower", estimate.Lower);
        json.WriteNumber("upper", estimate.Upper);
        json.WriteEndObject();
    }

    private static void WriteDrift(Utf8JsonWriter json, IReadOnlyList<ColumnShift> drift)
    {
        json.WriteStartArray("drift");
        foreach (ColumnShift shift in drift.Take(MostShifts))
        {
            json.WriteStartObject();
            json.WriteString("feature", shift.Column);
            json.WriteNumber("psi", shift.Index);
            json.WriteNumber("noise", shift.NoiseLevel);
            json.WriteBoolean("is_shifted", shift.IsShifted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Name(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
