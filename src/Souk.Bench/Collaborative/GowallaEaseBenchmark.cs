using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Collaborative;
using Souk.Learning.Evaluation;
using Souk.Learning.Splits;

namespace Souk.Bench.Collaborative;

/// <summary>EASE on Gowalla, alone and blended with the graph filter.</summary>
public sealed class GowallaEaseBenchmark : ILearningBenchmark
{
    /// <inheritdoc/>
    public string Name => "gowalla-ease";

    /// <inheritdoc/>
    public string DataSet => "gowalla";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadGowalla(dataFolder);
        var clock = Stopwatch.StartNew();
        var ease = new HistoryUserScorer(
            EaseFilter.Fit(data.Train, GowallaSettings.Ease, cancellation: cancellation), data.Train);
        foreach (BenchmarkRow row in RankingRows.Evaluate(
            "EASE, all weights",
            ease,
            data,
            [(RankingMetric.Recall, "EASE .17649", 0.1764), (RankingMetric.Ndcg, "EASE .14666", 0.1466)],
            () => clock.Elapsed.TotalSeconds,
            GowallaSettings.Published,
            cancellation))
        {
            yield return row;
        }

        clock.Restart();
        var strongest = new HistoryUserScorer(
            Ease.Fit(data.Train, GowallaSettings.Ease, cancellation: cancellation),
            data.Train);
        foreach (BenchmarkRow row in RankingRows.Evaluate(
            "EASE, the 500 strongest weights into each item",
            strongest,
            data,
            [(RankingMetric.Recall, "EASE .17649", double.NaN), (RankingMetric.Ndcg, "EASE .14666", double.NaN)],
            () => clock.Elapsed.TotalSeconds,
            GowallaSettings.Published,
            cancellation))
        {
            yield return row;
        }

        clock.Restart();
        var filter = new HistoryUserScorer(
            GraphFilter.Fit(data.Train, GowallaSettings.GraphFilter, cancellation), data.Train);
        foreach (BenchmarkRow row in RankingRows.Evaluate(
            "graph filter + EASE",
            new BlendedScorer((filter, 1f), (ease, GowallaSettings.EaseWeight)),
            data,
            [
                (RankingMetric.Recall, "SimpleX .1872, BSPM .1920", 0.1849),
                (RankingMetric.Ndcg, "SimpleX .1557, BSPM .1597", 0.1518),
            ],
            () => clock.Elapsed.TotalSeconds,
            GowallaSettings.ChosenOnRuns,
            cancellation))
        {
            yield return row;
        }
    }
}
