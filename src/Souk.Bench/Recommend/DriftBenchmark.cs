using System.Diagnostics;
using System.Globalization;

namespace Souk.Bench.Recommend;

/// <summary>Whether an engine that counts every event at once misses less of the best value after a drift of tastes
/// than one that learns of a day's events at its end.</summary>
public abstract class DriftBenchmark : ILearningBenchmark
{
    private readonly ulong[] _seeds;

    /// <summary>Makes one.</summary>
    /// <param name="seeds">The seeds of the markets.</param>
    private protected DriftBenchmark(ulong[] seeds) => _seeds = seeds;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        var live = new LoopFigures[_seeds.Length][][];
        var daily = new LoopFigures[_seeds.Length][][];
        var clock = Stopwatch.StartNew();
        for (int seed = 0; seed < _seeds.Length; seed++)
        {
            cancellation.ThrowIfCancellationRequested();
            live[seed] = DriftLoop.Run(_seeds[seed], isDaily: false);
            daily[seed] = DriftLoop.Run(_seeds[seed], isDaily: true);
        }

        for (int day = 0; day <= DriftLoop.Days; day++)
        {
            string when = day == 0 ? "on the day before the drift" : $"on day {day} after the drift";
            yield return Compare(live, daily, when, r => Regret(r[day])) with { Seconds = clock.Elapsed.TotalSeconds };
        }

        for (int page = 0; page < DriftLoop.PagesPerSession; page++)
        {
            if (page != DriftLoop.OwnPage)
            {
                yield return Compare(
                    live, daily, $"of page {page + 1} of the sessions on day 1 after the drift",
                    r => r[1][page].Regret);
            }
        }

        SeedSpread gain = SeedSpread.Of([.. live.Zip(daily, (l, d) => After(d) - After(l))]);
        yield return new BenchmarkRow(
            "for_you, live", "regret less than that of learning at night, three days after the drift", gain.Mean,
            gain.ToString(), AtLeast: 0);
        SeedSpread within = SeedSpread.Of([.. live.Select(r => r[1][0].Regret - r[1][^1].Regret)]);
        yield return new BenchmarkRow(
            "for_you, live", "fall of regret within the sessions of the first day after the drift", within.Mean,
            within.ToString(), AtLeast: 0);
        SeedSpread fall = SeedSpread.Of([.. live.Select(r => Regret(r[1]) - Regret(r[^1]))]);
        yield return new BenchmarkRow(
            "for_you, live", "fall of regret from the first day after the drift to the third", fall.Mean,
            fall.ToString(), AtLeast: 0);
    }

    private static BenchmarkRow Compare(
        LoopFigures[][][] live, LoopFigures[][][] daily, string when, Func<LoopFigures[][], double> of)
    {
        SeedSpread less = SeedSpread.Of([.. live.Zip(daily, (l, d) => of(d) - of(l))]);
        return new BenchmarkRow(
            "for_you, live", $"regret {when}", live.Average(of),
            string.Create(
                CultureInfo.InvariantCulture,
                $"learning at night {daily.Average(of):0.0000}; less by {less.Mean:0.0000}, {less}"),
            HigherIsBetter: false);
    }

    private static double Regret(LoopFigures[] pages) => pages.Aggregate((a, b) => a + b).Regret;

    private static double After(LoopFigures[][] days) => days.Skip(1).Average(Regret);
}
