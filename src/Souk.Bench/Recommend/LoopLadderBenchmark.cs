using System.Diagnostics;
using Souk.Recommend.Training;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Where the closed loop of shoppers loses value: what was served, against the best order of what was ranked
/// and the best of all items. On seeds of its own, to look at while working; the loop's figures are
/// <see cref="LoopBenchmark"/>.</summary>
public sealed class LoopLadderBenchmark : ILearningBenchmark
{
    private const int SessionsPerDay = 700;
    private const int WarmUpDays = 14;

    /// <summary>The seeds of the markets to look at while working.</summary>
    internal static IReadOnlyList<ulong> Seeds { get; } = [7, 8, 9];

    private static readonly ShopperLoopOptions _loop = new() { SessionsPerDay = SessionsPerDay };

    private static readonly SimulationOptions _market = new() { Shoppers = 2_000, Items = 1_000 };

    /// <inheritdoc/>
    public string Name => "recommend-loop-ladder";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        foreach (BenchmarkRow row in Seeds.SelectMany(Creators))
        {
            yield return row;
        }

        foreach (ulong seed in Seeds)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            using ShopperLoop loop = new(_market with { Seed = seed }, _loop);
            loop.RunDays(null, WarmUpDays);
            foreach (string surface in new[] { LoopDefinition.Popular, LoopDefinition.Neighbours, "for_you" })
            {
                // What the surfaces before taught the engine helps those after: the ladder is of each alone.
                yield return Rung(loop, surface, $"seed {seed}, {surface}", clock);
            }

            TrainedRanker trained = loop.Engine.Train("for_you");
            yield return Rung(loop, "for_you", $"seed {seed}, for_you, trained", clock) with
            {
                Settings = Describe(trained),
            };
        }
    }

    private static IEnumerable<BenchmarkRow> Creators(ulong seed)
    {
        using CreatorLoop loop = new(_market with { Seed = seed, Shoppers = 10_000 });
        loop.RunDays(null, WarmUpDays);
        foreach (string surface in new[] { LoopDefinition.CreatorNeighbours, "creator_picks", "trained" })
        {
            string settings = string.Empty;
            if (surface == "trained")
            {
                settings = Describe(loop.Engine.Train("creator_picks"));
            }

            yield return new BenchmarkRow(
                $"seed {seed}, creators, {surface}", "true sales of an item put forward, a viewer",
                loop.RunDays(surface == "trained" ? "creator_picks" : surface, 2).PerImpression, Settings: settings);
        }
    }

    private static string Describe(TrainedRanker trained) =>
        $"{trained.Kind}, {trained.Origin}, {trained.Rows} rows, {trained.Goals} goals, "
        + (trained.Problem ?? trained.WhyNot ?? "in force")
        + $", NDCG {trained.Figures?.ValueNdcg:0.0000}, recall {trained.Figures?.RecallNdcg:0.0000}";

    private static BenchmarkRow Rung(ShopperLoop loop, string surface, string name, Stopwatch clock)
    {
        loop.Ladder = default(LoopLadder);
        loop.RunDays(surface, 1);
        LoopLadder sums = loop.Ladder.Value;
        loop.Ladder = null;
        double each = sums.Pages * ShopperLoop.PageSize;
        return new BenchmarkRow(
            name, "true value an impression", sums.Served / each,
            $"in order {sums.InOrder / each:0.00}, likeliest ranked {sums.LikeliestRanked / each:0.00}, best ranked "
                + $"{sums.BestRanked / each:0.00}, best of all {sums.Best / each:0.00}, "
                + $"{sums.Ranked / (double)sums.Pages:0} ranked",
            Seconds: clock.Elapsed.TotalSeconds);
    }
}
