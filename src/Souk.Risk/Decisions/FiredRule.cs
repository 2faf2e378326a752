using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>A rule that fired for a decision.</summary>
/// <param name="Id">The rule's id; its number where the policy version can no longer be read.</param>
/// <param name="Reason">Its reason code.</param>
/// <param name="Weight">What it added to the score.</param>
/// <param name="Outcome">What it said on its own, or null.</param>
/// <param name="Status">Whether it decided or ran in shadow.</param>
public sealed record FiredRule(string Id, string Reason, double Weight, RiskOutcome? Outcome, RuleStatus Status);
