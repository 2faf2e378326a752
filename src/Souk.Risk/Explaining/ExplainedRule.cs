using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Explaining;

/// <summary>What became of one rule.</summary>
/// <param name="Id">Its id.</param>
/// <param name="When">Its condition.</param>
/// <param name="Status">How it takes part.</param>
/// <param name="Looked">Whether it looked at the event: not if it is off, or if its share leaves the event out.</param>
/// <param name="Fired">Whether its condition held.</param>
/// <param name="Fault">Why it could not be evaluated, or null; a missing value is such a reason too.</param>
/// <param name="Weight">What it adds to the score if it fires.</param>
/// <param name="Outcome">What it says on its own if it fires, or null.</param>
/// <param name="Parts">The parts that its condition joins by <c>&amp;&amp;</c> at the outermost level.</param>
public sealed record ExplainedRule(
    string Id,
    string When,
    RuleStatus Status,
    bool Looked,
    bool Fired,
    string? Fault,
    double Weight,
    RiskOutcome? Outcome,
    IReadOnlyList<ExplainedPart> Parts);
