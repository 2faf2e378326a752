using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Linear;
using Souk.Learning.Trees;

namespace Souk.Risk.Models.Training;

/// <summary>
/// Trains boosted trees and a forest on the older rows, chooses their settings by average precision on the newer ones,
/// stacks them by a logistic regression there, and trains both again on all rows with what was chosen. Class imbalance
/// needs no resampling here: Newton steps on log-odds and the calibration see the rows as they come.
/// </summary>
internal sealed class TreesTrainer(LabelledTable older, LabelledTable newer, ulong seed, CancellationToken cancellation)
{
    // Below it two weights cannot be told apart: boosting alone then.
    private const int LeastBadToStack = 30;

    private const int MostTrees = 300;
    private const int LeafGrowth = 4;
    private const int MostForestBytes = RiskModelLimits.MaxBytes / 8 * 7;

    /// <summary>Scores of the newer rows by what was trained on the older ones.</summary>
    internal double[] Scores { get; private set; } = [];

    /// <summary>What was chosen, in words.</summary>
    internal string Settings { get; private set; } = string.Empty;

    /// <summary>Chooses settings and trains on all rows.</summary>
    /// <param name="all">The older and the newer rows.</param>
    internal TreesEstimator Train(LabelledTable all)
    {
        (BoostedTreesOptions boosted, double[] boostedScores) = Best(BoostedCandidates(), usesValidation: true);
        Scores = boostedScores;
        Settings = $"boosted {Describe(boosted)}";
        int bad = newer.Targets.Labels.Count(1f);
        if (bad < LeastBadToStack)
        {
            return new TreesEstimator([Fit(all, boosted)], [1]);
        }

        (BoostedTreesOptions forest, double[] forestScores) = Best(ForestCandidates(), usesValidation: false);
        double[] weights = Stack(boostedScores, forestScores);
        for (int r = 0; r < Scores.Length; r++)
        {
            Scores[r] = (weights[0] * boostedScores[r]) + (weights[1] * forestScores[r]);
        }

        Settings += string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $" x {weights[0]:0.##} + forest {Describe(forest)} x {weights[1]:0.##}");
        return weights[1] == 0 ? new TreesEstimator([Fit(all, boosted)], [weights[0]])
            : weights[0] == 0 ? new TreesEstimator([FitForest(all, forest)], [weights[1]])
            : new TreesEstimator([Fit(all, boosted), FitForest(all, forest)], weights);
    }

    // A forest grows with the rows: leaves are made larger until its file leaves room for the rest of the model.
    private BoostedTreesModel FitForest(LabelledTable table, BoostedTreesOptions options)
    {
        BoostedTreesModel forest = Fit(table, options);
        while (SizeOf(forest) > MostForestBytes)
        {
            options = options with { MinChildWeight = LeafGrowth * options.MinChildWeight };
            forest = Fit(table, options);
        }

        return forest;
    }

    private static long SizeOf(BoostedTreesModel model)
    {
        using MemoryStream stream = new();
        model.Save(stream);
        return stream.Length;
    }

    private static string Describe(BoostedTreesOptions options) =>
        $"({options.Trees} trees, depth {options.MaxDepth}, least weight {options.MinChildWeight})";

    private IEnumerable<BoostedTreesOptions> BoostedCandidates()
    {
        BoostedTreesOptions common = new()
        {
            Seed = seed,
            Trees = MostTrees,
            RowSample = 0.5,
            ColumnSamplePerNode = 0.5,
            L2 = 0.1,
            LearningRate = 0.03,
        };
        yield return common with { MaxDepth = 4 };
        yield return common with { MaxDepth = 6 };
        yield return common with { MaxDepth = 8, LearningRate = 0.02 };
    }

    private IEnumerable<BoostedTreesOptions> ForestCandidates()
    {
        BoostedTreesOptions common = BoostedTreesOptions.ForForest() with
        {
            Seed = seed,
            Objective = TreeObjective.Logistic,
            Trees = 100,
        };
        yield return common with { MinChildWeight = 3, ColumnSamplePerNode = 0.5 };
        yield return common with { MinChildWeight = 8, ColumnSamplePerNode = 0.5 };
    }

    private (BoostedTreesOptions Options, double[] Scores) Best(
        IEnumerable<BoostedTreesOptions> candidates, bool usesValidation)
    {
        (BoostedTreesOptions Options, double[] Scores, double Precision) best = (null!, [], double.NegativeInfinity);
        foreach (BoostedTreesOptions candidate in candidates)
        {
            BoostedTreesModel model = BoostedTrees.Fit(
                older, candidate, usesValidation ? newer : null, cancellation: cancellation);
            double[] scores = model.Scores(newer.Features);
            double precision = BinaryEvaluation.AveragePrecision(scores, newer.Targets.Labels);
            if (precision > best.Precision)
            {
                best = (candidate with { Trees = model.TreeCount }, scores, precision);
            }
        }

        return (best.Options, best.Scores);
    }

    // A part that would count against its own scores is left out.
    private double[] Stack(double[] first, double[] second)
    {
        FeatureTable table = new(
        [
            FeatureColumn.Numeric("first", Array.ConvertAll(first, s => (float)s)),
            FeatureColumn.Numeric("second", Array.ConvertAll(second, s => (float)s)),
        ]);
        LogisticModel model = LogisticRegression.Fit(
            new LabelledTable(table, newer.Targets), cancellation: cancellation);
        double[] weights = model.Weights.ToArray();
        return weights[1] <= 0 ? [1, 0] : weights[0] <= 0 ? [0, 1] : weights;
    }

    private BoostedTreesModel Fit(LabelledTable table, BoostedTreesOptions options) =>
        BoostedTrees.Fit(table, options, cancellation: cancellation);
}
