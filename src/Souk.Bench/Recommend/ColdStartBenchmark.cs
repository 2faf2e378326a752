using System.Globalization;
using Souk.Learning.Evaluation;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>New shoppers and new items of a simulated marketplace: what the shipped surface gives against what is
/// popular and against exploring blindly.</summary>
public sealed class ColdStartBenchmark : ILearningBenchmark
{
    /// <summary>How long a list is.</summary>
    internal const int Places = 10;

    private const int Cases = 400;
    private const int Clicks = 5;
    private const int SessionsPerDay = 700;
    private const string Ours = "for_you";

    private static readonly SimulationOptions _market = new() { Seed = 11, Shoppers = 2_000, Items = 1_000 };

    /// <inheritdoc/>
    public string Name => "recommend-cold-start";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation) =>
        Run(_market, SessionsPerDay, Cases);

    /// <summary>Runs it on a market.</summary>
    internal static IReadOnlyList<BenchmarkRow> Run(SimulationOptions options, int sessionsPerDay, int cases)
    {
        using ColdMarket market = new(options, sessionsPerDay);
        int[] newcomers = [.. market.NewShoppers.Take(cases)];
        Dictionary<int, List<string>> next = newcomers.ToDictionary(s => s, s => market.NextClicks(s, Clicks, false));
        List<BenchmarkRow> rows =
        [
            .. Compare(
                "new shopper, nothing known", newcomers, next, s => market.Ask(Ours, s, null),
                "popular", s => market.Ask(LoopDefinition.Popular, s, null), hasMark: false),
            .. Compare(
                "new shopper, one item looked at", newcomers, next.ToDictionary(n => n.Key, n => n.Value[1..]),
                s => market.Ask(Ours, s, null, next[s][0]),
                "popular", s => market.Ask(LoopDefinition.Popular, s, null, next[s][0])),
        ];
        foreach (int shopper in newcomers)
        {
            market.SignUp(shopper);
        }

        rows.AddRange(Compare(
            "new shopper, categories chosen", newcomers, next, s => market.Ask(Ours, s, null),
            "popular", s => market.Ask(LoopDefinition.Popular, s, null)));
        int[] known = [.. market.KnownShoppers.Take(cases)];
        Dictionary<int, List<string>> wanted = known.ToDictionary(s => s, s => market.NextClicks(s, Clicks, true));
        foreach (string baseline in (string[])[LoopDefinition.Popular, ColdMarket.Explore])
        {
            rows.AddRange(Compare(
                "new items, known shopper", known, wanted, s => market.Ask(Ours, s, ColdMarket.NewItemsOnly),
                baseline, s => market.Ask(baseline, s, ColdMarket.NewItemsOnly)));
        }

        Dictionary<int, List<string>> all = known.ToDictionary(s => s, s => market.NextClicks(s, Clicks, false));
        rows.AddRange(Compare(
            "all items, known shopper", known, all, s => market.Ask(Ours, s, null), ColdMarket.WithoutContent,
            s => market.Ask(ColdMarket.WithoutContent, s, null), hasMark: false));
        return rows;
    }

    private static IEnumerable<BenchmarkRow> Compare(
        string name, int[] shoppers, Dictionary<int, List<string>> wanted, Func<int, string[]> ours, string baseline,
        Func<int, string[]> theirs, bool hasMark = true)
    {
        int[] asked = [.. shoppers.Where(s => wanted[s].Count > 0)];
        (double Hit, double Ndcg)[] own = [.. asked.Select(s => FiguresOf(ours(s), wanted[s]))];
        (double Hit, double Ndcg)[] other = [.. asked.Select(s => FiguresOf(theirs(s), wanted[s]))];
        yield return Row(
            name, "hit rate@10", baseline, [.. own.Select(f => f.Hit)], [.. other.Select(f => f.Hit)], hasMark);
        yield return Row(
            name, "NDCG@10", baseline, [.. own.Select(f => f.Ndcg)], [.. other.Select(f => f.Ndcg)], hasMark);
    }

    private static BenchmarkRow Row(
        string name, string metric, string baseline, double[] own, double[] other, bool hasMark)
    {
        Estimate more = Bootstrap.Mean(own.Zip(other, (a, b) => a - b).ToArray());
        double theirs = other.Average();
        string difference = string.Create(
            CultureInfo.InvariantCulture,
            $"{own.Length} shoppers, difference {more.Value:0.000} [{more.Lower:0.000}, {more.Upper:0.000}]");
        return new BenchmarkRow(
            name, metric, own.Average(),
            string.Create(CultureInfo.InvariantCulture, $"{baseline} {theirs:0.000}"), hasMark ? theirs : double.NaN,
            Settings: difference)
        {
            // Better beyond chance: the lower end of the interval is above 0.
            Aim = !hasMark ? double.NaN : more.Lower > 0 ? theirs : double.PositiveInfinity,
        };
    }

    private static (double Hit, double Ndcg) FiguresOf(string[] answer, List<string> wanted)
    {
        double gain = 0;
        double best = 0;
        for (int place = 0; place < Places; place++)
        {
            double discount = 1 / Math.Log2(place + 2);
            gain += place < answer.Length && wanted.Contains(answer[place]) ? discount : 0;
            best += place < wanted.Count ? discount : 0;
        }

        return (gain > 0 ? 1 : 0, gain / best);
    }
}
