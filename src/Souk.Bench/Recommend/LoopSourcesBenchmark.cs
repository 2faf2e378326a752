using System.Diagnostics;
using Souk.Core.Definition;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>What recall sources that the shipped surface for shoppers does not have would add to the true value of an
/// impression, in closed loops on the same markets.</summary>
public abstract class LoopSourcesBenchmark : ILearningBenchmark
{
    private const int WarmUpDays = 14;
    private const int Days = 5;
    private const string Ours = "for_you";

    private static readonly SimulationOptions _market = new() { Shoppers = 2_000, Items = 1_000 };

    // To choose by, half of it does.
    private static readonly SimulationOptions _half = new() { Shoppers = 1_000, Items = 500 };

    private static readonly RecallSource[] _tried = [RecallSource.Embeddings, RecallSource.Towers];

    private readonly bool _isTest;

    /// <summary>Makes one.</summary>
    /// <param name="isTest">Whether on seeds that nothing is chosen by.</param>
    private protected LoopSourcesBenchmark(bool isTest) => _isTest = isTest;

    /// <inheritdoc/>
    public string Name => _isTest ? "recommend-loop-sources" : "recommend-loop-sources-choice";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        string span = _isTest ? "test seeds" : "choice seeds";
        IReadOnlyList<ulong> seeds = _isTest ? LoopBenchmark.Seeds : LoopLadderBenchmark.Seeds;
        SimulationOptions market = _isTest ? _market : _half;
        double[] shipped = Values(market, [], seeds, cancellation, out double seconds);
        yield return new BenchmarkRow(
            Ours, $"true value an impression, {span}", shipped.Average(), SeedSpread.Of(shipped).ToString(),
            Seconds: seconds);
        foreach (RecallSource source in _tried)
        {
            double[] with = Values(market, [source], seeds, cancellation, out seconds);
            SeedSpread times = SeedSpread.OfRatios(with, shipped);
            yield return new BenchmarkRow(
                $"{Ours} with {WordForm.Of(source)}", $"true value, times as shipped, {span}", times.Mean,
                $"geometric mean, {times}", Seconds: seconds);
        }
    }

    private static double[] Values(
        SimulationOptions market, RecallSource[] more, IReadOnlyList<ulong> seeds, CancellationToken cancellation,
        out double seconds)
    {
        var clock = Stopwatch.StartNew();
        double[] values = new double[seeds.Count];
        for (int i = 0; i < values.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using ShopperLoop loop = new(
                market with { Seed = seeds[i] },
                new ShopperLoopOptions
                {
                    SessionsPerDay = market.Shoppers * 35 / 100,
                    Definition = LoopDefinition.With(more),
                });
            loop.RunDays(null, WarmUpDays);
            loop.Engine.Train(Ours);
            values[i] = loop.RunDays(Ours, Days).PerImpression;
        }

        seconds = clock.Elapsed.TotalSeconds;
        return values;
    }
}
