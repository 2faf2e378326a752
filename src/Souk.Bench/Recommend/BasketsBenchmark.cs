using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Evaluation;

namespace Souk.Bench.Recommend;

/// <summary>Next baskets of Online Retail through the whole engine, against simple baselines and item neighbours
/// alone.</summary>
public sealed class BasketsBenchmark : ILearningBenchmark
{
    /// <summary>The sources of the surface for whole baskets, chosen on the baskets before the test span.</summary>
    internal const string Sources = "repeat, neighbours";

    /// <summary>Those of the surface for what is new to the customer, chosen alike.</summary>
    internal const string DiscoverySources = "repeat, co_bought, neighbours, similar_subjects, trending";

    private const string Whole = "whole";
    private const string Discovery = "discovery";
    private const string Neighbours = "item_neighbours";

    // Of all baskets in order of time, the last fifth is the test, the tenth before it was for choices.
    private const double TestFrom = 0.8;
    private const double ChoiceFrom = 0.7;

    // Every third basket is enough for intervals of a hundredth.
    private const int Every = 3;
    private const int Resamples = 500;
    private const double Wanted = 1.1;

    // What a surface must beat; what a customer bought most often is harder, and is shown beside.
    private static readonly string[] _rivals = ["popular", "last basket", Neighbours];

    private static readonly (string Name, string Ours, Func<BasketCase, string, double> Of)[] _metrics =
    [
        ("recall@20", Whole, (basket, way) => basket.RecallOfAll(way)),
        ("recall@20 of new items", Discovery, (basket, way) => basket.RecallOfNew(way)),
        ("recall@20 of repeated items", Whole, (basket, way) => basket.RecallOfRepeated(way)),
    ];

    /// <inheritdoc/>
    public string Name => "recommend-baskets";

    /// <inheritdoc/>
    public string DataSet => "online_retail";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        IReadOnlyList<BasketData.Basket> baskets = BasketData.ReadOnlineRetail(dataFolder).Baskets;
        int test = (int)(TestFrom * baskets.Count);
        (string, string)[] choices =
        [
            (Whole, Sources), (Discovery, DiscoverySources), ("choice_b", "repeat, similar_subjects, trending"),
            ("choice_c", "repeat, neighbours, similar_subjects"), ("choice_d", "repeat"),
        ];
        foreach (BenchmarkRow row in Rows(
            [.. baskets.Take(test)], (int)(ChoiceFrom * baskets.Count), choices, " of the choice span", hasMark: false))
        {
            yield return row;
        }

        cancellation.ThrowIfCancellationRequested();
        (string, string)[] tested =
            [(Whole, Sources), (Discovery, DiscoverySources), (Neighbours, "neighbours")];
        foreach (BenchmarkRow row in Rows(baskets, test, tested, "", hasMark: true))
        {
            yield return row;
        }
    }

    private static IEnumerable<BenchmarkRow> Rows(
        IReadOnlyList<BasketData.Basket> baskets,
        int from,
        (string Name, string Sources)[] surfaces,
        string span,
        bool hasMark)
    {
        var clock = Stopwatch.StartNew();
        using BasketReplay replay = new(surfaces);
        List<BasketCase> cases = replay.Run(baskets, from, Every);
        double seconds = clock.Elapsed.TotalSeconds;
        foreach ((string metric, string ours, Func<BasketCase, string, double> figure) in _metrics)
        {
            Dictionary<string, Estimate> figures = cases[0].All.Keys.ToDictionary(w => w, w => Bootstrap.Mean(
                [.. cases.Select(c => figure(c, w)).Where(v => !double.IsNaN(v))], Resamples));
            double mark = hasMark ? Wanted * _rivals.Max(r => figures[r].Value) : double.NaN;
            foreach ((string way, Estimate estimate) in figures)
            {
                string sources = surfaces.FirstOrDefault(s => s.Name == way).Sources ?? "baseline";
                yield return new BenchmarkRow(
                    way, metric + span, estimate.Value, $"95 % {estimate.Lower:0.0000} to {estimate.Upper:0.0000}",
                    way == ours ? mark : double.NaN, Seconds: seconds, Settings: $"{sources}; {cases.Count} baskets");
            }
        }
    }
}
