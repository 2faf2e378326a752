namespace Souk.Learning.Trees;

/// <summary>
/// How boosted trees turn categorical columns into numbers: ordered target statistics (Prokhorenkova et al., "CatBoost:
/// unbiased boosting with categorical features", NeurIPS 2018). A category becomes the mean label of the rows that came
/// before in a random order, drawn towards the overall mean, and the number of rows it has. Columns of one or two
/// categories are taken as numbers.
/// </summary>
public sealed record TargetStatisticsOptions
{
    /// <summary>The largest number of columns whose joint value is treated as a category of its own, 1 (no
    /// combinations) to 6; default 3.</summary>
    public int MaxCombinationSize { get; init; } = 3;

    /// <summary>The largest number of combinations, 0 or more; default 100. The most informative are found
    /// greedily.</summary>
    public int MaxCombinations { get; init; } = 100;

    /// <summary>How many random orders are used in turn, 1 to 16; default 4. Each costs two bytes a row and
    /// category.</summary>
    public int Permutations { get; init; } = 4;

    /// <summary>How many rows the overall mean counts as, above 0; default 1.</summary>
    public double PriorWeight { get; init; } = 1;

    internal void Validate()
    {
        BoostedTreesOptions.Require(
            MaxCombinationSize is >= 1 and <= 6, nameof(MaxCombinationSize), MaxCombinationSize, "1 to 6");
        BoostedTreesOptions.Require(MaxCombinations >= 0, nameof(MaxCombinations), MaxCombinations, "0 or more");
        BoostedTreesOptions.Require(Permutations is >= 1 and <= 16, nameof(Permutations), Permutations, "1 to 16");
        BoostedTreesOptions.Require(
            PriorWeight > 0 && double.IsFinite(PriorWeight), nameof(PriorWeight), PriorWeight, "above 0");
    }
}
