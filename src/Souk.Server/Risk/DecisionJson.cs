using System.Text.Json;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Server.Risk;

/// <summary>Writes decisions as JSON.</summary>
internal static class DecisionJson
{
    internal static string NameOf(RiskOutcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>The members of a decision; what rules in shadow said stands apart.</summary>
    internal static void Write(Utf8JsonWriter json, Decision decision)
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

        json.WriteStartArray("reasons");
        foreach (string reason in decision.Reasons)
        {
            json.WriteStringValue(reason);
        }

        json.WriteEndArray();
        WriteRules(json, "contributions", decision, RuleStatus.Live);
        json.WriteNumber("policy_version", decision.PolicyVersion);
        json.WriteNumber("faults", decision.Faults);
        json.WriteStartObject("shadow");
        json.WriteString("outcome", NameOf(decision.ShadowOutcome));
        WriteRules(json, "rules", decision, RuleStatus.Shadow);
        json.WriteEndObject();
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
