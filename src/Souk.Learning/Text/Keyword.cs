namespace Souk.Learning.Text;

/// <summary>A word or word sequence that tells two groups of texts apart.</summary>
/// <param name="Term">The words as they stand in the folded text.</param>
/// <param name="ZScore">How sure it is that the first group uses it more (positive) or less (negative), in standard
/// deviations; beyond ±1.96 it is unlikely to be chance.</param>
/// <param name="LogOddsRatio">How much more: the logarithm of the ratio of the odds, smoothed.</param>
/// <param name="CountInGroup">How often the first group uses it.</param>
/// <param name="CountElsewhere">How often the others use it.</param>
public readonly record struct Keyword(
    string Term, double ZScore, double LogOddsRatio, int CountInGroup, int CountElsewhere);
