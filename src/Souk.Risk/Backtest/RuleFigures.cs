using Souk.Log;

namespace Souk.Risk.Backtest;

/// <summary>How one live rule of the candidate did on matured decisions.</summary>
/// <param name="Checkpoint">Its checkpoint.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Hits">How often it fired.</param>
/// <param name="BadHits">How often on a bad one.</param>
/// <param name="UniqueHits">How often no other live rule fired.</param>
/// <param name="Examples">Where it fired first, at most <see cref="MaxExamples"/> positions.</param>
public sealed record RuleFigures(
    string Checkpoint, string Rule, long Hits, long BadHits, long UniqueHits, IReadOnlyList<LogPosition> Examples)
{
    /// <summary>How many examples are kept.</summary>
    public const int MaxExamples = 5;

    /// <summary>How often another live rule fired too.</summary>
    public long OverlappingHits => Hits - UniqueHits;

    /// <summary>The share of bad ones among the hits; NaN without hits.</summary>
    public double Precision => (double)BadHits / Hits;
}
