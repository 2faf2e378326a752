using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Collaborative;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Splits;

namespace Souk.Bench.Collaborative;

/// <summary>Collaborative filtering on Amazon Electronics, 14-core.</summary>
public sealed class AmazonElectronicsBenchmark : ILearningBenchmark
{
    private const string Chosen = "chosen on 12 % of the training interactions held out at random";

    private static readonly (RankingMetric, string, double)[] Marks =
    [
        (RankingMetric.F1, "UltraGCN .0330, SimpleX .0338", 0.0330),
        (RankingMetric.Ndcg, "UltraGCN .0829, SimpleX .0842", 0.0829),
    ];

    private static readonly (RankingMetric, string, double)[] NoMarks =
    [
        (RankingMetric.F1, "", double.NaN),
        (RankingMetric.Ndcg, "", double.NaN),
    ];

    /// <inheritdoc/>
    public string Name => "amazon-electronics";

    /// <inheritdoc/>
    public string DataSet => "amazon_electronics";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadAmazonElectronics(dataFolder);
        SparseMatrix train = data.Train;
        var clock = Stopwatch.StartNew();
        var walk = new HistoryUserScorer(
            ItemNeighbours.Fit(
                train,
                new ItemNeighboursOptions
                {
                    Similarity = NeighbourSimilarity.RandomWalk,
                    Neighbours = 1_500,
                    UserExponent = 0.3,
                },
                cancellation),
            train);
        var filter = new HistoryUserScorer(
            GraphFilter.Fit(
                train,
                new GraphFilterOptions
                {
                    UserExponent = 0.3,
                    LowPassRank = 32,
                    LowPassWeight = 0.6,
                    SharpeningTime = 0
                },
                cancellation),
            train);
        var ease = new HistoryUserScorer(
            Ease.Fit(
                train,
                new EaseOptions { Regularization = 600, UserExponent = 0, ItemExponent = 0, WeightsPerItem = 1_500 },
                cancellation: cancellation),
            train);
        var blend = new BlendedScorer((walk, 1f), (filter, 0.5f), (ease, 0.5f));
        double Seconds() => clock.Elapsed.TotalSeconds;
        return
        [
            .. RankingRows.Evaluate(
                "walk + graph filter + EASE", blend, data, Marks, Seconds, $"weights 1, 0.5, 0.5; {Chosen}",
                cancellation),
            .. RankingRows.Evaluate("random walk (RP3beta)", walk, data, NoMarks, Seconds, Chosen, cancellation),
            .. RankingRows.Evaluate("graph filter", filter, data, NoMarks, Seconds, Chosen, cancellation),
            .. RankingRows.Evaluate("EASE", ease, data, NoMarks, Seconds, Chosen, cancellation),
        ];
    }
}
