using System.Diagnostics;
using Souk.Core.Definition;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>
/// A closed loop in which new items arrive every day: what showing the new ones (of the last three days) and all is
/// truly worth, and how many of those shown are new. Of the first surface a ranker is trained after two weeks, as in
/// <see cref="LoopBenchmark"/>; the others compare.
/// </summary>
public abstract class NewItemsBenchmark : ILearningBenchmark
{
    private const int WarmUpDays = 14;
    private const int Days = 5;
    private const string Ours = "for_you";

    private static readonly SimulationOptions _market = new() { Shoppers = 2_000, Items = 1_000 };

    // To choose by, half of it does.
    private static readonly SimulationOptions _half = new() { Shoppers = 1_000, Items = 500 };

    private static readonly ItemArrivals _arrivals = new(WarmUpDays + Days - 1);

    private static readonly Way[] _ways =
    [
        new("popular", LoopDefinition.Popular, LoopDefinition.Text, IsTrained: false),
        new("for_you without a ranker", Ours, LoopDefinition.Text, IsTrained: false),
        new("for_you without what knows new items", Ours, LoopDefinition.WithoutNewItems(), IsTrained: true),
        new("for_you with towers", Ours, LoopDefinition.With(RecallSource.Towers), IsTrained: true),
        new("for_you", Ours, LoopDefinition.Text, IsTrained: true),
    ];

    private readonly bool _isTest;

    /// <summary>Makes one.</summary>
    /// <param name="isTest">Whether on seeds that nothing is chosen by.</param>
    private protected NewItemsBenchmark(bool isTest) => _isTest = isTest;

    /// <inheritdoc/>
    public string Name => _isTest ? "recommend-new-items" : "recommend-new-items-choice";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        string span = _isTest ? "test seeds" : "choice seeds";
        IReadOnlyList<ulong> seeds = _isTest ? LoopBenchmark.Seeds : LoopLadderBenchmark.Seeds;
        foreach (Way way in _ways)
        {
            var clock = Stopwatch.StartNew();
            LoopFigures[] all = new LoopFigures[seeds.Count];
            LoopFigures[] ofNew = new LoopFigures[seeds.Count];
            for (int i = 0; i < seeds.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                (all[i], ofNew[i]) = Run(way, (_isTest ? _market : _half) with { Seed = seeds[i] });
            }

            double seconds = clock.Elapsed.TotalSeconds;
            yield return Row(way, $"true value an impression, {span}", [.. all.Select(f => f.PerImpression)], seconds);
            yield return Row(
                way, $"of new items, {span}", [.. ofNew.Select(f => f.Shown == 0 ? 0 : f.PerImpression)]);
            yield return Row(
                way, $"share of new items, {span}", [.. all.Zip(ofNew, (a, n) => (double)n.Shown / a.Shown)]);
            yield return Row(
                way, $"true value of new items a page, {span}",
                [.. all.Zip(ofNew, (a, n) => n.TrueValue / a.Shown * ShopperLoop.PageSize)]);
            yield return Row(way, $"regret, {span}", [.. all.Select(f => f.Regret)]);
        }
    }

    private static BenchmarkRow Row(Way way, string metric, double[] values, double seconds = double.NaN) =>
        new(way.Name, metric, values.Average(), SeedSpread.Of(values).ToString(), Seconds: seconds);

    private static (LoopFigures All, LoopFigures OfNew) Run(Way way, SimulationOptions market)
    {
        using ShopperLoop loop = new(
            market,
            new ShopperLoopOptions
            {
                SessionsPerDay = market.Shoppers * 35 / 100,
                Definition = way.Definition,
                Arrivals = _arrivals,
            });
        loop.RunDays(null, WarmUpDays);
        if (way.IsTrained)
        {
            loop.Engine.Train(way.Surface);
        }

        LoopFigures before = loop.OfNew;
        LoopFigures all = loop.RunDays(way.Surface, Days);
        return (all, loop.OfNew - before);
    }

    private sealed record Way(string Name, string Surface, string Definition, bool IsTrained);
}
