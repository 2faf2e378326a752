using System.Diagnostics;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>What fake orders gain: two of a hundred orders are made up, for fifty items, with the guard against
/// bursts and without it.</summary>
public sealed class BrushingBenchmark : ILearningBenchmark
{
    private const int Orders = 40_000;

    // Nothing is new any more on the day of the attack.
    private const int Days = 20;
    private const int Targets = 50;
    private const int Pages = 1_000;
    private const double Share = 0.1;

    private static readonly string[] _surfaces = ["for_you", "trending"];

    private static readonly SimulationOptions _market = new() { Seed = 11, Shoppers = 5_000, Items = 1_000 };

    /// <inheritdoc/>
    public string Name => "recommend-brushing";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        foreach ((string attack, int ordersPerAccount, bool hasMark) in new[]
        {
            ("one order an account", 1, true), ("two orders an account", 2, true), ("five orders an account", 5, false),
        })
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            Dictionary<(string Surface, bool IsGuarded), double> rises = [];
            foreach (bool isGuarded in new[] { false, true })
            {
                using BrushedMarket market = new(_market, Orders, Days, Targets, isGuarded);
                Dictionary<string, double> before = Shares(market);
                market.Attack(ordersPerAccount);
                foreach ((string surface, double share) in Shares(market))
                {
                    rises[(surface, isGuarded)] = share - before[surface];
                }
            }

            foreach (string surface in _surfaces)
            {
                double open = rises[(surface, false)];
                double guarded = rises[(surface, true)];
                yield return new BenchmarkRow(
                    $"{surface}, {attack}", "rise of the targets' share, guarded over not", guarded / open,
                    $"{guarded:0.0000} guarded, {open:0.0000} not", hasMark ? Share : double.NaN, HigherIsBetter: false,
                    Seconds: clock.Elapsed.TotalSeconds);
            }
        }
    }

    private static Dictionary<string, double> Shares(BrushedMarket market) =>
        _surfaces.ToDictionary(s => s, s => market.Share(s, Pages));
}
