using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Evaluation;

namespace Souk.Bench.Recommend;

/// <summary>Next baskets of Online Retail through the whole engine, against simple baselines and item neighbours
/// alone.</summary>
public sealed class BasketsBenchmark : ILearningBenchmark
{
    /// <summary>The sources of the surface, chosen on the baskets before the test span.</summary>
    internal const string Sources = "repeat, co_bought, neighbours, similar_subjects, trending";

    private const string Ours = "surface";
    private const string Neighbours = "item neighbours";

    // Of all baskets in order of time, the last fifth is the test, the tenth before it was for choices.
    private const double TestFrom = 0.8;
    private const double ChoiceFrom = 0.7;
    private const int Every = 3;
    private const double Wanted = 1.1;

    /// <inheritdoc/>
    public string Name => "recommend-baskets";

    /// <inheritdoc/>
    public string DataSet => "online_retail";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        IReadOnlyList<BasketData.Basket> baskets = BasketData.ReadOnlineRetail(dataFolder).Baskets;
        (string, string)[] choices =
        [
            (Ours, Sources), (Neighbours, "neighbours"), ("choice_a", "repeat, co_bought, similar_subjects"),
            ("choice_b", "repeat, similar_subjects, trending"), ("choice_c", "repeat, neighbours"),
        ];
        int test = (int)(TestFrom * baskets.Count);
        foreach (BenchmarkRow row in Rows(
            [.. baskets.Take(test)], (int)(ChoiceFrom * baskets.Count), [.. choices.Select(c => (c.Item1.Replace(' ', '_'), c.Item2))], " of the choice span", false))
        {
            yield return row;
        }

        cancellation.ThrowIfCancellationRequested();
        foreach (BenchmarkRow row in Rows(baskets, test, [(Ours, Sources), (Neighbours.Replace(' ', '_'), "neighbours")], "", true))
        {
            yield return row;
        }
    }

    private static IEnumerable<BenchmarkRow> Rows(
        IReadOnlyList<BasketData.Basket> baskets, int from, (string Name, string Sources)[] surfaces, string span, bool hasMark)
    {
        var clock = Stopwatch.StartNew();
        using BasketReplay replay = new(surfaces);
        List<BasketCase> cases = replay.Run(baskets, from, Every);
        double seconds = clock.Elapsed.TotalSeconds;
        foreach ((string metric, Func<BasketCase, string, double> figure) in new (string, Func<BasketCase, string, double>)[]
        {
            ("recall@20", (c, w) => c.RecallOfAll(w)), ("recall@20 of new items", (c, w) => c.RecallOfNew(w)),
            ("recall@20 of repeated items", (c, w) => c.RecallOfRepeated(w)),
        })
        {
            string[] ways = [.. cases[0].All.Keys];
            Dictionary<string, Estimate> figures = ways.ToDictionary(w => w, w => Bootstrap.Mean(
                [.. cases.Select(c => figure(c, w)).Where(v => !double.IsNaN(v))], 500));
            double rival = figures.Where(f => f.Key != Ours && !f.Key.StartsWith("choice", StringComparison.Ordinal))
                .Max(f => f.Value.Value);
            foreach ((string way, Estimate estimate) in figures)
            {
                yield return new BenchmarkRow(
                    way, metric + span, estimate.Value, $"95 % {estimate.Lower:0.0000} to {estimate.Upper:0.0000}",
                    hasMark && way == Ours ? Wanted * rival : double.NaN, Seconds: seconds,
                    Settings: way == Ours ? $"{Sources}; {cases.Count} baskets" : "");
            }
        }
    }
}
