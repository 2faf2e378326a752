using System.Diagnostics;

namespace Souk.Bench.Recommend;

/// <summary>Runs ways to choose items on the same markets, one a seed, and compares them.</summary>
internal static class LoopRatios
{
    private const double OverPopularity = 1.3;
    private const double OverNeighbours = 1.15;

    /// <summary>Runs every way on every seed.</summary>
    /// <param name="metric">What the figures are.</param>
    /// <param name="ways">None, popularity, item neighbours, ours; null shows pages by category and
    /// popularity.</param>
    /// <param name="seeds">The seeds of the markets.</param>
    /// <param name="run">Runs a way on a seed.</param>
    /// <param name="cancellation">Ends the run early.</param>
    internal static IEnumerable<BenchmarkRow> Compare(
        string metric, string?[] ways, IReadOnlyList<ulong> seeds, Func<string?, ulong, LoopFigures> run,
        CancellationToken cancellation)
    {
        double[][] values = [.. ways.Select(_ => new double[seeds.Count])];
        for (int way = 0; way < ways.Length; way++)
        {
            var clock = Stopwatch.StartNew();
            LoopFigures sum = default;
            for (int seed = 0; seed < seeds.Count; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                LoopFigures found = run(ways[way], seeds[seed]);
                values[way][seed] = found.PerImpression;
                sum += found;
            }

            yield return new BenchmarkRow(
                ways[way] ?? "pages by category and popularity", metric, values[way].Average(),
                SeedSpread.Of(values[way]).ToString(), Seconds: clock.Elapsed.TotalSeconds,
                Settings: $"{seeds.Count} seeds, {sum.Bought} bought of {sum.Shown}"
                    + (double.IsNaN(sum.Regret) ? "" : $", regret {sum.Regret:0.000}"));
        }

        yield return Ratio(metric, ways[^1]!, "popularity", values[^1], values[1], OverPopularity);
        yield return Ratio(metric, ways[^1]!, "item neighbours", values[^1], values[2], OverNeighbours);
    }

    private static BenchmarkRow Ratio(
        string metric, string ours, string other, double[] values, double[] others, double mark)
    {
        SeedSpread spread = SeedSpread.OfRatios(values, others);
        return new BenchmarkRow(
            ours, $"{metric}, times {other}", spread.Mean, $"geometric mean, {spread}", AtLeast: mark);
    }
}
