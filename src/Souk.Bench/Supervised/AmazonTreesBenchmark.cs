using System.Diagnostics;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Trees;

namespace Souk.Bench.Supervised;

/// <summary>Boosted trees on Amazon Employee Access; growth, prior and number of trees by three-fold cross-validation
/// on the training rows.</summary>
public sealed class AmazonTreesBenchmark : ILearningBenchmark
{
    private const int FoldCount = 3;

    /// <inheritdoc/>
    public string Name => "amazon-trees";

    /// <inheritdoc/>
    public string DataSet => "amazon_employee";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        (LabelledTable train, LabelledTable test) = AmazonEmployeeTables.Read(dataFolder);
        var start = new BoostedTreesOptions
        {
            Trees = 500,
            ColumnSamplePerNode = 0.3,
            EarlyStoppingRounds = 0,
            Categories = new TargetStatisticsOptions { PriorWeight = 3 },
        };
        BoostedTreesOptions[] candidates =
        [
            start with { Growth = TreeGrowth.Symmetric, MaxDepth = 6 },
            start with { Growth = TreeGrowth.Symmetric, MaxDepth = 8 },
            start with { Growth = TreeGrowth.LeafWise, MaxDepth = 12 },
        ];
        BoostedTreesOptions best = candidates.Select(c => Tune(train, c, cancellation)).MinBy(c => c.Loss).Options;
        BoostedTreesModel model = BoostedTrees.Fit(train, best, cancellation: cancellation);
        double[] predictions = model.Predict(test.Features);
        string settings = $"{best.Growth}, depth {best.MaxDepth}, {best.Trees} trees, chosen by {FoldCount}-fold CV";
        double seconds = clock.Elapsed.TotalSeconds;
        yield return new BenchmarkRow(
            "Boosted trees", "log loss", BinaryEvaluation.LogLoss(predictions, test.Targets.Labels),
            "CatBoost tuned .1377, XGBoost tuned .1633", 0.16, false, seconds, settings);
        yield return new BenchmarkRow(
            "Boosted trees", "AUC", BinaryEvaluation.Auc(predictions, test.Targets.Labels).Value, "XGBoost .8503",
            Seconds: seconds, Settings: settings);
    }

    private static (BoostedTreesOptions Options, double Loss) Tune(
        LabelledTable train, BoostedTreesOptions candidate, CancellationToken cancellation)
    {
        var curve = new LossCurve();
        foreach ((int[] rows, int[] validation) in Folds.Random(train.Features.Rows, FoldCount, 1))
        {
            BoostedTrees.Fit(train.Select(rows), candidate, train.Select(validation), curve, cancellation);
        }

        return (candidate with { Trees = curve.BestSteps }, curve.Best);
    }
}
