using Souk.Learning.Evaluation;
using Souk.Learning.Splits;

namespace Souk.Bench.Collaborative;

/// <summary>Top-20 figures of a model on a test split, as rows.</summary>
internal static class RankingRows
{
    private const int Cutoff = 20;

    public static IEnumerable<BenchmarkRow> Evaluate(
        string method,
        IUserScorer model,
        InteractionSplit data,
        IReadOnlyList<(RankingMetric Metric, string Reference, double AtLeast)> marks,
        Func<double> seconds,
        string settings,
        CancellationToken cancellation)
    {
        RankingReport report = RankingEvaluator.Evaluate(model, data.Train, data.Held, cancellation: cancellation);
        double total = seconds();
        foreach ((RankingMetric metric, string reference, double atLeast) in marks)
        {
            Estimate estimate = Bootstrap.Mean(report.PerUser(metric, Cutoff), 200);
            yield return new BenchmarkRow(
                method, NameOf(metric), estimate.Value, reference, atLeast, Seconds: total,
                Settings: $"95 % interval {estimate.Lower:0.0000} to {estimate.Upper:0.0000}; {settings}");
        }
    }

    private static string NameOf(RankingMetric metric) => metric switch
    {
        RankingMetric.Ndcg => "NDCG@20",
        RankingMetric.F1 => "F1@20",
        _ => $"{metric}@20",
    };
}
