using System.Text.Json;
using Souk.Core.Intake;
using Souk.Features.Past;
using Souk.Log;
using Souk.Server.Entities;

namespace Souk.Server.Past;

/// <summary>Writes how a feature's value came about as JSON.</summary>
public static class ExplanationJson
{
    /// <summary>Writes the members of an explanation.</summary>
    public static void Write(Utf8JsonWriter json, FeatureExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(explanation);
        json.WriteString("feature", explanation.Column.Name);
        json.WritePropertyName("value");
        FeatureJson.Write(json, explanation.Value);
        json.WriteNumber("position", explanation.Position.Value);
        if (explanation.Time != LogTime.BeforeAll)
        {
            json.WriteString("time", Rfc3339.Format(explanation.Time));
        }

        json.WriteNumber("total_events", explanation.TotalEvents);
        json.WriteStartArray("events");
        foreach (FeatureEvidence e in explanation.Events)
        {
            json.WriteStartObject();
            json.WriteNumber("position", e.Position.Value);
            json.WriteString("time", Rfc3339.Format(e.Time));
            json.WriteString("type", e.EventType);
            json.WriteString("id", e.Id);
            json.WritePropertyName("value");
            FeatureJson.Write(json, e.Value);
            json.WriteNumber("weight", e.Weight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("reads");
        foreach (FeatureExplanation read in explanation.Reads)
        {
            json.WriteStartObject();
            Write(json, read);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
