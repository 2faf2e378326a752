namespace Souk.Bench.Risk;

/// <summary>What became of a new pattern.</summary>
/// <param name="Rank">The place of the first pattern found whose examples are mostly of it, from 1; 0 if none of those
/// read is.</param>
/// <param name="Patterns">How many patterns were found.</param>
/// <param name="Pattern">That pattern, or the first that was found; null if none was.</param>
/// <param name="Rule">The rule proposed; null if none was.</param>
/// <param name="Hits">How often it fired in later time.</param>
/// <param name="Bad">How often on the abuse.</param>
/// <param name="All">All events of the abuse in later time.</param>
internal sealed record NewPatternResult(
    int Rank, int Patterns, string? Pattern, string? Rule, long Hits, long Bad, long All)
{
    /// <summary>The rule's precision in later time; 0 if it never fired.</summary>
    internal double Precision => Hits == 0 ? 0 : Bad / (double)Hits;

    /// <summary>The share of the later abuse that it catches.</summary>
    internal double Recall => All == 0 ? 0 : Bad / (double)All;
}
