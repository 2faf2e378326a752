using System.Diagnostics;
using Souk.Bench.Collaborative;
using Souk.Bench.Data;
using Souk.Learning.Deep;
using Souk.Learning.Evaluation;
using Souk.Learning.Splits;

namespace Souk.Bench.Deep;

/// <summary>Two towers with history on Amazon Electronics; settings on a run of each user's training items held
/// out.</summary>
public sealed class ElectronicsTwoTowerBenchmark : ILearningBenchmark
{
    private const double HeldShare = 0.15;
    private static readonly int[] Steps = [10, 15, 20, 30];

    /// <inheritdoc/>
    public string Name => "electronics-two-tower";

    /// <inheritdoc/>
    public string DataSet => "amazon_electronics";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadAmazonElectronics(dataFolder);
        var clock = Stopwatch.StartNew();
        TwoTowerOptions best = Tune(data, cancellation);
        TwoTowerModel model = TwoTower.Fit(new TwoTowerData(data.Train), best, cancellation: cancellation);
        return RankingRows.Evaluate(
            "two towers with history, 64 factors", model, data,
            [
                (RankingMetric.F1, "SimpleX .0338", double.NaN),
                (RankingMetric.Ndcg, "SimpleX .0842", double.NaN),
                (RankingMetric.Recall, "", double.NaN),
            ],
            () => clock.Elapsed.TotalSeconds,
            $"temperature {best.Temperature}, L2 {best.EmbeddingL2}, {best.Epochs} epochs; by NDCG@20 on " +
            $"a run of {HeldShare:0%} of each user's training items held out",
            cancellation);
    }

    private static TwoTowerOptions Tune(InteractionSplit data, CancellationToken cancellation)
    {
        InteractionSplit split = InteractionSplitter.HoldOutRuns(data.Train, HeldShare);
        TwoTowerOptions? best = null;
        double bestNdcg = double.NegativeInfinity;
        foreach ((double temperature, double penalty) in new[] { (0.3, 0.1), (0.5, 0.1), (0.5, 0.3), (0.8, 0.1) })
        {
            foreach (int epochs in Steps)
            {
                var candidate = new TwoTowerOptions
                {
                    Temperature = temperature,
                    EmbeddingL2 = penalty,
                    Epochs = epochs,
                    BatchSize = 512,
                };
                TwoTowerModel model = TwoTower.Fit(
                    new TwoTowerData(split.Train), candidate, cancellation: cancellation);
                RankingReport report = RankingEvaluator.Evaluate(
                    model, split.Train, split.Held, cancellation: cancellation);
                double ndcg = report.Mean(RankingMetric.Ndcg, 20);
                (best, bestNdcg) = ndcg > bestNdcg ? (candidate, ndcg) : (best, bestNdcg);
            }
        }

        return best!;
    }
}
