using System.Text.Json;
using Souk.Risk.Decisions;
using Souk.Risk.Models;
using Souk.Risk.Policies;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>Writes decisions as JSON.</summary>
internal static class DecisionJson
{
    private const int MostReasons = 3;

    internal static string NameOf(RiskOutcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>The members of a decision; what rules in shadow said stands apart.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="withReasons">Whether models tell their reasons, which takes up to milliseconds.</param>
    internal static void Write(Utf8JsonWriter json, Decision decision, bool withReasons = true)
    {
        json.WriteNumber("position", decision.Position.Value);
        json.WriteString("time", decision.Time.ToString());
        json.WriteString("checkpoint", decision.Checkpoint);
        json.WriteString("outcome", NameOf(decision.Outcome));
        json.WriteNumber("score", decision.Score);
        if (!double.IsNaN(decision.Amount))
        {
            json.WriteNumber("amount", decision.Amount);
        }

        json.WriteTexts("reasons", decision.Reasons);
        WriteRules(json, "contributions", decision, RuleStatus.Live);
        WriteModels(json, decision, withReasons);
        json.WriteNumber("policy_version", decision.PolicyVersion);
        json.WriteNumber("faults", decision.Faults);
        json.WriteStartObject("shadow");
        json.WriteString("outcome", NameOf(decision.ShadowOutcome));
        WriteRules(json, "rules", decision, RuleStatus.Shadow);
        json.WriteEndObject();
    }

    private static void WriteModels(Utf8JsonWriter json, Decision decision, bool withReasons)
    {
        json.WriteStartArray("models");
        for (int i = 0; i < decision.Models.Count; i++)
        {
            ModelScore score = decision.Models[i];
            json.WriteStartObject();
            json.WriteString("model", score.Name);
            json.WriteNumber("version", score.Version);
            json.WriteString("status", score.Status.ToString().ToLowerInvariant());
            ModelJson.Number(json, "probability", score.Probability);
            json.WriteString("outcome", NameOf(score.Outcome));
            if (score.Fallback is RiskOutcome fallback)
            {
                json.WriteString("failed_with_fallback", NameOf(fallback));
            }

            if (withReasons)
            {
                json.WriteTexts("reasons", decision.ModelReasons(i, MostReasons).Select(reason => reason.ToString()));
            }

            if (score.ChallengerVersion > 0)
            {
                json.WriteStartObject("challenger");
                json.WriteNumber("version", score.ChallengerVersion);
                ModelJson.Number(json, "probability", score.ChallengerProbability);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRules(Utf8JsonWriter json, string name, Decision decision, RuleStatus status)
    {
        json.WriteStartArray(name);
        foreach (FiredRule rule in decision.Rules.Where(r => r.Status == status))
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Id);
            json.WriteString("reason", rule.Reason);
            if (double.IsFinite(rule.Weight))
            {
                json.WriteNumber("weight", rule.Weight);
            }

            if (rule.Outcome is RiskOutcome outcome)
            {
                json.WriteString("outcome", NameOf(outcome));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
