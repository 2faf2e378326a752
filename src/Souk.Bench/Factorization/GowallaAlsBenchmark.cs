using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Factorization;
using Souk.Learning.Splits;

namespace Souk.Bench.Factorization;

/// <summary>Implicit ALS on Gowalla: quality, and seconds an iteration.</summary>
public sealed class GowallaAlsBenchmark : ILearningBenchmark
{
    private const string Chosen =
        "by recall@20 + NDCG@20 on a run of a fifth of each user's training items, held out together";

    /// <inheritdoc/>
    public string Name => "gowalla-ials";

    /// <inheritdoc/>
    public string DataSet => "gowalla";

    /// <summary>The settings chosen on validation data.</summary>
    internal static ImplicitAlsOptions Options { get; } =
        new() { Factors = 64, Iterations = 5, UnobservedWeight = 0.01, Regularization = 0.003 };

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadGowalla(dataFolder);
        var clock = Stopwatch.StartNew();
        ImplicitAlsModel model = ImplicitAls.Fit(data.Train, Options, cancellation: cancellation);
        double seconds = clock.Elapsed.TotalSeconds;
        string settings =
            $"alpha0 {Options.UnobservedWeight}, lambda {Options.Regularization}, {Options.Iterations} iterations; " +
            $"{Chosen}";
        foreach (BenchmarkRow row in GowallaRows.Evaluate(
            model, data, "iALS, 64 factors", "implicit .1491", "implicit .1273", 0.1500, 0.1280, seconds, settings,
            cancellation))
        {
            yield return row;
        }

        yield return new BenchmarkRow(
            "iALS, 64 factors", "s per iteration", seconds / Options.Iterations, "implicit 0.7.3 CG 0.50", 0.5,
            HigherIsBetter: false, Seconds: seconds, Settings: "exact solver");
    }
}
