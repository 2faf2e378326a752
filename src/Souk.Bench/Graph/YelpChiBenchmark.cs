using System.Diagnostics;
using Souk.Graph.Dense;
using Souk.Learning.Evaluation;

namespace Souk.Bench.Graph;

/// <summary>Ranks the reviews of YelpChi by suspicion without labels; the labels are read for the score
/// alone.</summary>
public sealed class YelpChiBenchmark : ILearningBenchmark
{
    private const string Rival = "SpEagle, UGFraud's run";

    /// <inheritdoc/>
    public string Name => "graph-yelpchi";

    /// <inheritdoc/>
    public string DataSet => "yelpchi";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        YelpChiData data = YelpChiData.Read(dataFolder);
        var clock = Stopwatch.StartNew();
        double[] scores = ReviewSuspicion.Score(data.Reviews, data.ReviewPriors, data.UserPriors);
        double seconds = clock.Elapsed.TotalSeconds;
        const string Settings = "no labels; two rounds";
        yield return new BenchmarkRow(
            "Collective review suspicion", "review AUC", BinaryEvaluation.Auc(scores, data.Labels).Value,
            $"{Rival} .7658 in 79 s", 0.766, Seconds: seconds, Settings: Settings);
        yield return new BenchmarkRow(
            "Collective review suspicion", "review AP", BinaryEvaluation.AveragePrecision(scores, data.Labels),
            $"{Rival} .3017", 0.302, Seconds: seconds, Settings: Settings);
    }
}
