using Souk.Learning.Evaluation;
using Souk.Learning.Splits;

namespace Souk.Bench.Factorization;

/// <summary>Recall@20 and NDCG@20 of a model on the Gowalla test split.</summary>
internal static class GowallaRows
{
    private const int Cutoff = 20;

    public static IEnumerable<BenchmarkRow> Evaluate(
        IUserScorer model, InteractionSplit data, string method, string recallReference, string ndcgReference,
        double recallAtLeast, double ndcgAtLeast, double seconds, string settings, CancellationToken cancellation)
    {
        RankingReport report = RankingEvaluator.Evaluate(model, data.Train, data.Held, cancellation: cancellation);
        yield return new BenchmarkRow(
            method, "recall@20", report.Mean(RankingMetric.Recall, Cutoff), recallReference, recallAtLeast,
            Seconds: seconds, Settings: settings);
        yield return new BenchmarkRow(
            method, "NDCG@20", report.Mean(RankingMetric.Ndcg, Cutoff), ndcgReference, ndcgAtLeast,
            Seconds: seconds, Settings: settings);
    }
}
