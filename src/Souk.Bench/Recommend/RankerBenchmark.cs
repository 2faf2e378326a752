using System.Diagnostics;
using Souk.Bench.Foundation;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Recommend.Serving;
using Souk.Recommend.Training;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Rankers trained from the log of a simulated marketplace under the shipped definition: held-out time against
/// the order of recall, and what ranking adds to an answer.</summary>
public sealed class RankerBenchmark : ILearningBenchmark
{
    private const string Surface = "for_you";
    private const int Answers = 400;

    private static readonly SimulationOptions _market = new() { Seed = 7, Shoppers = 3_000, Days = 14 };
    private static readonly RankerKind[] _kinds =
        [RankerKind.Logistic, RankerKind.Factorization, RankerKind.Trees, RankerKind.Deep, RankerKind.Esmm];

    /// <inheritdoc/>
    public string Name => "recommend-ranker";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        using SoukEngine engine = SimulatedLog.Open(folder.Path, _market, cancellation);
        Recommender recommender = new(engine);
        ModelTrainer trainer = new(engine, recommender);
        double recallMilliseconds = MedianAnswer(recommender);
        foreach (RankerKind kind in _kinds)
        {
            Stopwatch clock = Stopwatch.StartNew();
            RankTrainingOptions options = new() { Kind = kind, Threads = 0 };
            TrainedRanker trained = trainer.TrainAsync(Surface, "bench", options, null, cancellation)
                .GetAwaiter().GetResult();
            double seconds = clock.Elapsed.TotalSeconds;
            RankFigures figures = trained.Figures
                ?? throw new InvalidOperationException($"No ranker was trained: {trained.Problem}.");
            yield return new BenchmarkRow(
                $"{kind}", "value NDCG, held-out time", figures.ValueNdcg, $"recall {figures.RecallNdcg:0.0000}",
                figures.RecallNdcg, Seconds: seconds,
                Settings: $"{trained.Rows} rows, {trained.Goals} goals, judged on {figures.Requests} requests, "
                    + $"expected over observed goals {figures.Calibration:0.00}");

            // Each is compared with recall, so the next one must not find it in force.
            trainer.PromoteAsync(Surface, trained.Version, "bench").GetAwaiter().GetResult();
            yield return new BenchmarkRow(
                $"{kind}", "ms an answer, median", MedianAnswer(recommender), $"recall {recallMilliseconds:0.00}",
                HigherIsBetter: false);
            trainer.PromoteAsync(Surface, 0, "bench").GetAwaiter().GetResult();
        }
    }

    private static double MedianAnswer(Recommender recommender)
    {
        double[] milliseconds = new double[Answers];
        for (int i = 0; i < Answers; i++)
        {
            long started = Stopwatch.GetTimestamp();
            RecommendRequest request = new()
            {
                Surface = Surface,
                Subject = $"s{i + 1}",
                Deadline = TimeSpan.FromSeconds(1),
            };
            if (recommender.Recommend(request, out RequestProblem? problem) is null)
            {
                throw new InvalidOperationException($"The request is wrong: {problem!.Message}");
            }

            milliseconds[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(milliseconds);
        return milliseconds[Answers / 2];
    }
}
