using System.Diagnostics;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Closed loops with simulated shoppers, whose tastes are known: what an impression is worth by surface, and what
/// is missed when tastes drift.</summary>
public sealed class LoopBenchmark : ILearningBenchmark
{
    private const int SessionsPerDay = 700;
    private const int WarmUpDays = 14;
    private const int Days = 5;

    // Of every shopper, the second and third favourite change within this time, of one in five the first too.
    private const int DriftDays = 45;

    private static readonly SimulationOptions _market = new() { Seed = 7, Shoppers = 2_000, Items = 1_000 };

    /// <inheritdoc/>
    public string Name => "recommend-loop";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        Dictionary<string, LoopFigures> figures = [];
        foreach (string? surface in new[] { null, LoopDefinition.Popular, LoopDefinition.Neighbours, "for_you" })
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            using ShopperLoop loop = new(_market, SessionsPerDay);
            RunDays(loop, null, WarmUpDays);
            LoopFigures found = RunDays(loop, surface, Days);
            string name = surface ?? "pages by category and popularity";
            figures[name] = found;
            yield return new BenchmarkRow(
                name, "true value an impression", found.PerImpression, $"{found.Bought} bought of {found.Shown} shown",
                Seconds: clock.Elapsed.TotalSeconds, Settings: $"regret {found.Regret:0.000}");
        }

        double ours = figures["for_you"].PerImpression;
        yield return new BenchmarkRow(
            "for_you", "times popularity", ours / figures[LoopDefinition.Popular].PerImpression, AtLeast: 1.3);
        yield return new BenchmarkRow(
            "for_you", "times item neighbours", ours / figures[LoopDefinition.Neighbours].PerImpression, AtLeast: 1.15);
        foreach (BenchmarkRow row in Drift())
        {
            yield return row;
        }
    }

    private static IEnumerable<BenchmarkRow> Drift()
    {
        double[] regrets = new double[2];
        for (int daily = 0; daily < regrets.Length; daily++)
        {
            using ShopperLoop loop = new(_market, SessionsPerDay, isDaily: daily == 1);
            RunDays(loop, null, WarmUpDays);
            RunDays(loop, "for_you", 1);
            loop.TasteDays = DriftDays;
            regrets[daily] = RunDays(loop, "for_you", 3).Regret;
            yield return new BenchmarkRow(
                daily == 1 ? "for_you, learning once a day" : "for_you, live", "regret after a drift of tastes",
                regrets[daily], HigherIsBetter: false);
        }

        yield return new BenchmarkRow(
            "for_you", "regret live over once a day", regrets[0] / regrets[1], HigherIsBetter: false, AtLeast: 1);
    }

    private static LoopFigures RunDays(ShopperLoop loop, string? surface, int days)
    {
        LoopFigures figures = default;
        for (int day = 0; day < days; day++)
        {
            figures += loop.RunDay(surface);
        }

        return figures;
    }
}
