using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Collaborative;
using Souk.Learning.Evaluation;
using Souk.Learning.Splits;

namespace Souk.Bench.Collaborative;

/// <summary>The graph filter on Gowalla.</summary>
public sealed class GowallaGraphBenchmark : ILearningBenchmark
{
    /// <inheritdoc/>
    public string Name => "gowalla-graph-filter";

    /// <inheritdoc/>
    public string DataSet => "gowalla";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadGowalla(dataFolder);
        var clock = Stopwatch.StartNew();
        var model = new HistoryUserScorer(
            GraphFilter.Fit(data.Train, GowallaSettings.GraphFilter, cancellation), data.Train);
        return RankingRows.Evaluate(
            "graph filter, sharpened",
            model,
            data,
            [
                (RankingMetric.Recall, "GF-CF .1849, SimpleX .1872, BSPM .1920", 0.1849),
                (RankingMetric.Ndcg, "GF-CF .1518, SimpleX .1557, BSPM .1597", 0.1518),
            ],
            () => clock.Elapsed.TotalSeconds,
            GowallaSettings.NotChosen,
            cancellation);
    }
}
