using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Collaborative;
using Souk.Learning.Evaluation;
using Souk.Learning.Splits;

namespace Souk.Bench.Collaborative;

/// <summary>Item neighbours on Gowalla.</summary>
public sealed class GowallaNeighboursBenchmark : ILearningBenchmark
{
    /// <inheritdoc/>
    public string Name => "gowalla-neighbours";

    /// <inheritdoc/>
    public string DataSet => "gowalla";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadGowalla(dataFolder);
        return
        [
            .. Measure(
                data, "random walk (RP3beta)", GowallaSettings.RandomWalk, "RP3beta .1786", 0.1786, "RP3beta .1491",
                0.1491, cancellation),
            .. Measure(data, "cosine neighbours", GowallaSettings.Cosine, "ItemCF .1570", double.NaN, "ItemCF .1214",
                double.NaN, cancellation),
        ];
    }

    private static IEnumerable<BenchmarkRow> Measure(
        InteractionSplit data, string method, ItemNeighboursOptions options, string recall, double recallAtLeast,
        string ndcg, double ndcgAtLeast, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var model = new HistoryUserScorer(ItemNeighbours.Fit(data.Train, options, cancellation), data.Train);
        return RankingRows.Evaluate(
            method,
            model,
            data,
            [(RankingMetric.Recall, recall, recallAtLeast), (RankingMetric.Ndcg, ndcg, ndcgAtLeast)],
            () => clock.Elapsed.TotalSeconds,
            GowallaSettings.Chosen,
            cancellation);
    }
}
