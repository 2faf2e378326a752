using Souk.Learning.Data;

namespace Souk.Learning.Trees;

/// <summary>Settings of <see cref="BoostedTrees"/>; the defaults suit a few thousand to a few million rows.</summary>
public sealed record BoostedTreesOptions
{
    /// <summary>The deepest tree that any setting allows; it bounds memory on degenerate data.</summary>
    public const int DepthLimit = 64;

    /// <summary>What to minimise; default <see cref="TreeObjective.Logistic"/>.</summary>
    public TreeObjective Objective { get; init; } = TreeObjective.Logistic;

    /// <summary>How trees grow; default <see cref="TreeGrowth.DepthWise"/>.</summary>
    public TreeGrowth Growth { get; init; } = TreeGrowth.DepthWise;

    /// <summary>The largest number of trees, 1 or more; default 300.</summary>
    public int Trees { get; init; } = 300;

    /// <summary>The share of each tree's step that is taken, in (0, 1]; default 0.05. A forest does not use
    /// it.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>The largest depth of a tree, 1 to <see cref="DepthLimit"/>; default 6 (a symmetric tree: up to
    /// 12).</summary>
    public int MaxDepth { get; init; } = 6;

    /// <summary>The largest number of leaves of a leaf-wise tree, 2 to 65,536; default 31. Other trees do not use
    /// it.</summary>
    public int MaxLeaves { get; init; } = 31;

    /// <summary>L2 regularisation of leaf values, 0 or more; default 1.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>The smallest sum of second derivatives (for squared error: of weights) in a leaf, 0 or more; default
    /// 1.</summary>
    public double MinChildWeight { get; init; } = 1;

    /// <summary>The gain that a split must exceed, 0 or more; default 0.</summary>
    public double MinSplitGain { get; init; }

    /// <summary>The largest number of bins of a feature, missing aside, 2 to 254; default 254.</summary>
    public int MaxBins { get; init; } = FeatureBinner.MaxBins;

    /// <summary>The share of rows that a tree sees, drawn anew for each, in (0, 1]; default 1. A forest draws with
    /// replacement instead and does not use it.</summary>
    public double RowSample { get; init; } = 1;

    /// <summary>The share of columns that a tree sees, drawn anew for each, in (0, 1]; default 1.</summary>
    public double ColumnSample { get; init; } = 1;

    /// <summary>The share of those columns that a node sees, drawn anew for each, in (0, 1]; 0 (default) means all when
    /// boosting and, in a forest, the square root of their number.</summary>
    public double ColumnSamplePerNode { get; init; }

    /// <summary>Whether to grow a random forest (Breiman, 2001) instead of boosting: each tree on its own bootstrap
    /// sample, the mean of all trees predicts. The objective must be squared or logistic; splits minimise squared
    /// error, which for labels of 0 and 1 is the Gini criterion. Default false; see <see cref="ForForest"/>.</summary>
    public bool RandomForest { get; init; }

    /// <summary>For each column +1 (the prediction must not fall as the number grows), -1 (must not rise) or 0; null
    /// (default) means no constraint. Categorical columns must have 0.</summary>
    public IReadOnlyList<int>? Monotone { get; init; }

    /// <summary>How categorical columns are turned into numbers.</summary>
    public TargetStatisticsOptions Categories { get; init; } = new();

    /// <summary>With a validation set, training ends after this many trees without a better validation loss and keeps
    /// the trees up to the best; 0 turns this off; default 50.</summary>
    public int EarlyStoppingRounds { get; init; } = 50;

    /// <summary>Seed of every random choice; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 (default) for one per processor. The model is the same for any
    /// number.</summary>
    public int Threads { get; init; }

    /// <summary>Settings of a random forest: 200 deep trees with at least three rows a leaf, no shrinkage.</summary>
    public static BoostedTreesOptions ForForest() => new()
    {
        RandomForest = true,
        Trees = 200,
        MaxDepth = 32,
        L2 = 0,
        MinChildWeight = 3,
    };

    internal void Validate(FeatureSchema schema)
    {
        Require(Trees >= 1, nameof(Trees), Trees, "1 or more");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "in (0, 1]");
        Require(MaxDepth is >= 1 and <= DepthLimit, nameof(MaxDepth), MaxDepth, $"1 to {DepthLimit}");
        Require(
            Growth != TreeGrowth.Symmetric || MaxDepth <= 12, nameof(MaxDepth), MaxDepth,
            "1 to 12 for symmetric trees");
        Require(MaxLeaves is >= 2 and <= 65_536, nameof(MaxLeaves), MaxLeaves, "2 to 65536");
        Require(L2 >= 0 && double.IsFinite(L2), nameof(L2), L2, "0 or more");
        Require(
            MinChildWeight >= 0 && double.IsFinite(MinChildWeight), nameof(MinChildWeight), MinChildWeight,
            "0 or more");
        Require(MinSplitGain >= 0 && double.IsFinite(MinSplitGain), nameof(MinSplitGain), MinSplitGain, "0 or more");
        Require(
            MaxBins is >= 2 and <= FeatureBinner.MaxBins, nameof(MaxBins), MaxBins, $"2 to {FeatureBinner.MaxBins}");
        Require(RowSample is > 0 and <= 1, nameof(RowSample), RowSample, "in (0, 1]");
        Require(ColumnSample is > 0 and <= 1, nameof(ColumnSample), ColumnSample, "in (0, 1]");
        Require(
            ColumnSamplePerNode is >= 0 and <= 1, nameof(ColumnSamplePerNode), ColumnSamplePerNode, "in [0, 1]");
        Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), EarlyStoppingRounds, "0 or more");
        Require(Threads >= 0, nameof(Threads), Threads, "0 or more");
        Categories.Validate();
        if (RandomForest && Objective is not (TreeObjective.Squared or TreeObjective.Logistic))
        {
            throw new ArgumentException($"A random forest wants the squared or logistic objective, not {Objective}.");
        }

        ValidateMonotone(schema);
    }

    internal static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.");
        }
    }

    private void ValidateMonotone(FeatureSchema schema)
    {
        if (Monotone is null)
        {
            return;
        }

        Require(Monotone.Count == schema.Count, nameof(Monotone), $"{Monotone.Count} long", $"{schema.Count} long");
        for (int c = 0; c < schema.Count; c++)
        {
            if (Monotone[c] is < -1 or > 1 || (Monotone[c] != 0 && schema.IsCategorical(c)))
            {
                throw new ArgumentException(
                    $"Monotone[{c}] is {Monotone[c]}; it must be -1, 0 or 1, and 0 for a categorical column.");
            }
        }
    }
}
