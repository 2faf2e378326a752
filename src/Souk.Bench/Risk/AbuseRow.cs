using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>An event of a checkpoint with all that a rule could read, what was decided by rules, and the
/// truth.</summary>
/// <param name="Time">Its log time.</param>
/// <param name="Pattern">The abuse it is part of, or none.</param>
/// <param name="Campaign">Which attack of that kind.</param>
/// <param name="Cells">What a rule could read, links last.</param>
/// <param name="RuleScore">The score of the live rules.</param>
/// <param name="LinkScore">What of it comes from rules that read links.</param>
/// <param name="RingScore">The score of the strongest ring of its first shopper or seller, as found by the run of the
/// day; 0 for none.</param>
/// <param name="RingMembers">How many members that ring has.</param>
/// <param name="Amount">The money at stake; 0 where the checkpoint names none.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="Fired">The rules that fired.</param>
internal sealed record AbuseRow(
    LogTime Time, AbusePattern Pattern, int Campaign, float[] Cells, float RuleScore, float LinkScore,
    float RingScore, float RingMembers, double Amount, RiskOutcome Outcome, string[] Fired)
{
    /// <summary>Whether it is part of any abuse.</summary>
    internal bool IsBad => Pattern != AbusePattern.None;
}
