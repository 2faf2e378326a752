using Souk.Learning.Evaluation;
using Souk.Risk.Policies;

namespace Souk.Risk.Monitoring;

/// <summary>How one rule does.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Status">How it takes part in the policy in force; null if that has it no more.</param>
/// <param name="Hits">Its hits among all decisions of the checkpoint, now and before.</param>
/// <param name="UniqueHits">Hits now where no other live rule fired.</param>
/// <param name="MatureHits">Hits of the days kept whose outcomes have matured.</param>
/// <param name="MatureBadHits">Bad ones among them.</param>
/// <param name="Precision">Their share with Wilson's 95 % interval; NaN without any, and where no outcome judges the
/// checkpoint.</param>
/// <param name="Nanoseconds">The mean time of an evaluation; NaN if not timed yet.</param>
/// <param name="Daily">Hits by day, oldest first, the last is today.</param>
public sealed record RuleHealth(
    string Rule,
    RuleStatus? Status,
    RateShift Hits,
    long UniqueHits,
    long MatureHits,
    long MatureBadHits,
    Estimate Precision,
    double Nanoseconds,
    IReadOnlyList<int> Daily);
