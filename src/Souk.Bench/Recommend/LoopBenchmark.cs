using System.Diagnostics;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Closed loops with simulated shoppers and creators, whose tastes are known: what an impression and an item
/// put forward are worth by surface, and what is missed when tastes drift.</summary>
public sealed class LoopBenchmark : ILearningBenchmark
{
    private const int SessionsPerDay = 700;
    private const int WarmUpDays = 14;
    private const int Days = 5;
    private const int CreatorDays = 10;
    private const string Ours = "for_you";
    private const double OverPopularity = 1.3;
    private const double OverNeighbours = 1.15;

    // Of every shopper, the second and third favourite change within this time, of one in five the first too.
    private const int DriftDays = 45;

    private static readonly SimulationOptions _market = new() { Seed = 7, Shoppers = 2_000, Items = 1_000 };
    private static readonly SimulationOptions _creators = _market with { Shoppers = 10_000 };

    /// <inheritdoc/>
    public string Name => "recommend-loop";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        string?[] shopperWays = [null, LoopDefinition.Popular, LoopDefinition.Neighbours, Ours];
        string?[] creatorWays =
            [null, LoopDefinition.CreatorPopular, LoopDefinition.CreatorNeighbours, "creator_picks"];
        return Compare("true value an impression", shopperWays, RunShoppers)
            .Concat(Compare("true sales of an item put forward, a viewer", creatorWays, RunCreators))
            .Concat(Drift());
    }

    private static LoopFigures RunShoppers(string? surface)
    {
        using ShopperLoop loop = new(_market, SessionsPerDay);
        loop.RunDays(null, WarmUpDays);
        if (surface == Ours)
        {
            loop.Engine.Train(surface);
        }

        return loop.RunDays(surface, Days);
    }

    private static LoopFigures RunCreators(string? surface)
    {
        using CreatorLoop loop = new(_creators);
        loop.RunDays(null, WarmUpDays);
        return loop.RunDays(surface, CreatorDays);
    }

    // The ways: none, popularity, item neighbours, ours.
    private static IEnumerable<BenchmarkRow> Compare(string metric, string?[] ways, Func<string?, LoopFigures> run)
    {
        double[] values = new double[ways.Length];
        for (int i = 0; i < ways.Length; i++)
        {
            var clock = Stopwatch.StartNew();
            LoopFigures found = run(ways[i]);
            values[i] = found.PerImpression;
            yield return new BenchmarkRow(
                ways[i] ?? "pages by category and popularity", metric, found.PerImpression,
                $"{found.Bought} bought of {found.Shown}", Seconds: clock.Elapsed.TotalSeconds,
                Settings: double.IsNaN(found.Regret) ? "" : $"regret {found.Regret:0.000}");
        }

        yield return new BenchmarkRow(
            ways[^1]!, $"{metric}, times popularity", values[3] / values[1], AtLeast: OverPopularity);
        yield return new BenchmarkRow(
            ways[^1]!, $"{metric}, times item neighbours", values[3] / values[2], AtLeast: OverNeighbours);
    }

    private static IEnumerable<BenchmarkRow> Drift()
    {
        double[] regrets = new double[2];
        for (int daily = 0; daily < regrets.Length; daily++)
        {
            using ShopperLoop loop = new(_market, SessionsPerDay, isDaily: daily == 1);
            loop.RunDays(null, WarmUpDays);
            loop.RunDays("for_you", 1);
            loop.TasteDays = DriftDays;
            regrets[daily] = loop.RunDays("for_you", 3).Regret;
            yield return new BenchmarkRow(
                daily == 1 ? "for_you, learning once a day" : "for_you, live", "regret after a drift of tastes",
                regrets[daily], HigherIsBetter: false);
        }

        yield return new BenchmarkRow(
            "for_you", "regret live over once a day", regrets[0] / regrets[1], HigherIsBetter: false, AtLeast: 1);
    }
}
