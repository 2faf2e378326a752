using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Models;

/// <summary>What a model said for a decision.</summary>
/// <param name="Name">The model; its number where the policy version can no longer be read.</param>
/// <param name="Version">The version in force; 0 if there was none.</param>
/// <param name="Probability">The probability of bad; NaN if the model failed, see
/// <paramref name="Fallback"/>.</param>
/// <param name="Outcome">What it said by its thresholds; approve where the policy does not let it decide.</param>
/// <param name="Fallback">What the policy declares for a model that fails, where this one failed; else null.</param>
/// <param name="ReasonCode">The reason code that the answer carries where it says more than approve.</param>
/// <param name="Status">Whether it decided or ran in shadow.</param>
/// <param name="ChallengerVersion">The version scored beside it; 0 for none.</param>
/// <param name="ChallengerProbability">Its probability; NaN for none.</param>
public sealed record ModelScore(
    string Name,
    int Version,
    double Probability,
    RiskOutcome Outcome,
    RiskOutcome? Fallback,
    string ReasonCode,
    RuleStatus Status,
    int ChallengerVersion,
    double ChallengerProbability)
{
    /// <summary>Whether the model failed.</summary>
    public bool IsFault => Fallback is not null;
}
