using System.Text.Json;
using Souk.Risk.Decisions;
using Souk.Risk.Explaining;
using Souk.Risk.Models;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>Writes explanations of decisions as JSON.</summary>
public static class DecisionExplanationJson
{
    /// <summary>The members of an explanation.</summary>
    public static void Write(Utf8JsonWriter json, DecisionExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(explanation);
        json.WriteString("event_id", explanation.EventId);
        json.WriteStartObject("decision");
        DecisionJson.Write(json, explanation.Decision);
        json.WriteEndObject();
        if (explanation.IsIdentical is bool isIdentical)
        {
            json.WriteBoolean("identical", isIdentical);
        }
        else
        {
            json.WriteNull("identical");
        }

        json.WriteTexts("differences", explanation.Differences);
        json.WriteString("caveat", explanation.Caveat);
        json.WriteStartObject("values");
        foreach (ReadValue value in explanation.Values)
        {
            json.WriteString(value.Name, value.Value);
        }

        json.WriteEndObject();
        WriteRules(json, explanation.Rules);
        WriteModels(json, explanation.Models);
    }

    private static void WriteRules(Utf8JsonWriter json, IReadOnlyList<ExplainedRule> rules)
    {
        json.WriteStartArray("rules");
        foreach (ExplainedRule rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Id);
            json.WriteString("when", rule.When);
            json.WriteString("status", rule.Status.ToString().ToLowerInvariant());
            json.WriteBoolean("looked", rule.Looked);
            json.WriteBoolean("fired", rule.Fired);
            json.WriteString("fault", rule.Fault);
            json.WriteNumber("weight", rule.Weight);
            json.WriteString("outcome", rule.Outcome is RiskOutcome outcome ? DecisionJson.NameOf(outcome) : null);
            json.WriteStartArray("parts");
            foreach (ExplainedPart part in rule.Parts)
            {
                json.WriteStartObject();
                json.WriteString("part", part.Text);
                if (part.Held is bool held)
                {
                    json.WriteBoolean("held", held);
                }
                else
                {
                    json.WriteNull("held");
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteModels(Utf8JsonWriter json, IReadOnlyList<ExplainedModel> models)
    {
        json.WriteStartArray("models");
        foreach (ExplainedModel model in models)
        {
            json.WriteStartObject();
            json.WriteString("model", model.Score.Name);
            json.WriteNumber("version", model.Score.Version);
            ModelJson.Number(json, "probability", model.Score.Probability);
            ModelJson.Number(json, "review_from", model.Thresholds?.Review ?? double.NaN);
            ModelJson.Number(json, "decline_from", model.Thresholds?.Decline ?? double.NaN);
            json.WriteTexts("reasons", model.Reasons.Select(reason => reason.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
