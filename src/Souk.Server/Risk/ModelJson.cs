using System.Text.Json;
using Souk.Risk.Models;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>Writes models, their scores and what is done with them as JSON.</summary>
public static class ModelJson
{
    /// <summary>The members of a version.</summary>
    public static void Write(Utf8JsonWriter json, RiskModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(version);
        json.WriteString("name", version.Name);
        json.WriteNumber("version", version.Number);
        json.WriteString("use", version.Use.ToString().ToLowerInvariant());
        json.WriteString("by", version.By);
        json.WriteNumber("position", version.Position.Value);
        json.WriteNumber("used_from", version.UsedFrom.Value);
        json.WriteString("why", version.Why);
        json.WriteString("sha256", version.Hash);
        json.WriteBoolean("kept", version.Model is not null);
        if (version.Model is RiskModel model)
        {
            Write(json, model);
        }
    }

    internal static void Write(Utf8JsonWriter json, ModelJob job)
    {
        json.WriteString("model", job.Name);
        json.WriteString("job", job.Kind);
        json.WriteString("state", job.State);
        json.WriteString("detail", job.Detail);
        json.WriteNumber("version", job.Version);
    }

    /// <summary>A number, or null where there is none.</summary>
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

    private static void Write(Utf8JsonWriter json, RiskModel model)
    {
        json.WriteString("kind", model.Kind.ToString().ToLowerInvariant());
        json.WriteString("checkpoint", model.Checkpoint);
        json.WriteString("as_of", model.AsOf.ToString());
        json.WriteNumber("trained_through", model.TrainedThrough.Value);
        json.WriteString("settings", model.Settings);
        json.WriteTexts("columns", model.Columns.Select(column => column.Expression));
        json.WriteStartObject("thresholds");
        Number(json, "review", model.Thresholds.Review);
        Number(json, "decline", model.Thresholds.Decline);
        json.WriteEndObject();
        json.WriteStartObject("validation");
        json.WriteNumber("rows", model.Metrics.ValidationRows);
        json.WriteNumber("bad", model.Metrics.ValidationBad);
        Number(json, "auc", model.Metrics.Auc.Value);
        Number(json, "auc_lower", model.Metrics.Auc.Lower);
        Number(json, "auc_upper", model.Metrics.Auc.Upper);
        Number(json, "average_precision", model.Metrics.AveragePrecision);
        Number(json, "calibration_error", model.Metrics.CalibrationError);
        Number(json, "saved", model.Metrics.Saved.Value);
        Number(json, "saved_lower", model.Metrics.Saved.Lower);
        Number(json, "saved_upper", model.Metrics.Saved.Upper);
        json.WriteEndObject();
    }
}
