using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>From which score on an outcome applies.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Score">The lowest score that gives it.</param>
public sealed record ScoreThreshold(RiskOutcome Outcome, double Score);
