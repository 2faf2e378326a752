using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Trees;

namespace Souk.Bench.Supervised;

/// <summary>Boosted trees and a random forest on the card payments of the Fraud Detection Handbook, protocol A, with
/// its 15 features; settings by the average precision of four folds of customers of the training week.</summary>
public sealed class FraudCardBenchmark : ILearningBenchmark
{
    private const int FoldCount = 4;

    /// <inheritdoc/>
    public string Name => "fraud-cards";

    /// <inheritdoc/>
    public string DataSet => "fraud_handbook";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        var data = FraudHandbookData.Read(dataFolder);
        var table = FeatureTable.FromRows(data.Features, data.FeatureNames.Length);
        var all = new LabelledTable(table, new TrainingTargets(data.Labels));
        LabelledTable train = all.Select(data.TrainRows);
        LabelledTable test = all.Select(data.TestRows);
        int[] customers = [.. data.TrainRows.Select(r => data.Customers[r])];
        foreach ((string method, BoostedTreesOptions[] candidates) in Candidates())
        {
            var clock = Stopwatch.StartNew();
            BoostedTreesOptions best = candidates.MaxBy(c => CrossValidated(train, customers, c, cancellation))!;
            double[] predictions = BoostedTrees.Fit(train, best, cancellation: cancellation).Predict(test.Features);
            string settings = $"depth {best.MaxDepth}, {best.Trees} trees, least weight {best.MinChildWeight}, " +
                $"columns a node {best.ColumnSamplePerNode}, by {FoldCount} folds of customers";
            double seconds = clock.Elapsed.TotalSeconds;
            yield return new BenchmarkRow(
                method, "AUC", BinaryEvaluation.Auc(predictions, test.Targets.Labels).Value,
                "forest .867, XGBoost .862", 0.867, true, seconds, settings);
            yield return new BenchmarkRow(
                method, "average precision", BinaryEvaluation.AveragePrecision(predictions, test.Targets.Labels),
                "forest .658, XGBoost .639", 0.658, true, seconds, settings);
            yield return new BenchmarkRow(
                method, "card precision@100", data.CardPrecision(predictions), "forest .287, XGBoost .273", 0.287, true,
                seconds, settings);
        }
    }

    private static IEnumerable<(string Method, BoostedTreesOptions[] Candidates)> Candidates()
    {
        BoostedTreesOptions forest = BoostedTreesOptions.ForForest() with { Objective = TreeObjective.Logistic };
        yield return ("Random forest",
        [
            forest with { MinChildWeight = 3 }, forest with { MinChildWeight = 3, ColumnSamplePerNode = 0.5 },
            forest with { MinChildWeight = 8, ColumnSamplePerNode = 0.5 },
        ]);
        var boosted = new BoostedTreesOptions { RowSample = 0.5, ColumnSamplePerNode = 0.5, Trees = 300, L2 = 0.1 };
        yield return ("Boosted trees",
        [
            boosted with { MaxDepth = 4, LearningRate = 0.03 }, boosted with { MaxDepth = 6, LearningRate = 0.02 },
            boosted with { MaxDepth = 8, LearningRate = 0.02 },
            boosted with { MaxDepth = 8, LearningRate = 0.02, MinChildWeight = 0.3 },
            boosted with { MaxDepth = 6, LearningRate = 0.03, L2 = 1 },
        ]);
    }

    private static double CrossValidated(
        LabelledTable train, int[] customers, BoostedTreesOptions options, CancellationToken cancellation)
    {
        double sum = 0;
        foreach ((int[] rows, int[] validation) in Folds.ByKey(customers, FoldCount))
        {
            BoostedTreesModel model = BoostedTrees.Fit(train.Select(rows), options, cancellation: cancellation);
            LabelledTable held = train.Select(validation);
            sum += BinaryEvaluation.AveragePrecision(model.Predict(held.Features), held.Targets.Labels);
        }

        return sum;
    }
}
