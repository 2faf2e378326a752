using System.Diagnostics;

namespace Souk.Bench.Recommend;

/// <summary>Whether an engine that counts every event at once misses less of the best value after a drift of tastes
/// than one that learns of a day's events at its end.</summary>
public sealed class DriftLoopBenchmark : ILearningBenchmark
{
    /// <inheritdoc/>
    public string Name => "recommend-loop-drift";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        IReadOnlyList<ulong> seeds = [.. (Environment.GetEnvironmentVariable("DRIFT_SEEDS") ?? "7 8").Split(' ').Select(ulong.Parse)];
        var live = new LoopFigures[seeds.Count][][];
        var daily = new LoopFigures[seeds.Count][][];
        var clock = Stopwatch.StartNew();
        for (int seed = 0; seed < seeds.Count; seed++)
        {
            cancellation.ThrowIfCancellationRequested();
            live[seed] = DriftLoop.Run(seeds[seed], isDaily: Environment.GetEnvironmentVariable("DRIFT_ARMS") == "daily");
            daily[seed] = Environment.GetEnvironmentVariable("DRIFT_ARMS") is not null ? live[seed] : DriftLoop.Run(seeds[seed], isDaily: true);
        }

        for (int day = 0; day <= DriftLoop.Days; day++)
        {
            SeedSpread less = SeedSpread.Of([.. live.Zip(daily, (l, d) => Regret(d[day]) - Regret(l[day]))]);
            yield return new BenchmarkRow(
                "for_you, live", day == 0 ? "regret before the drift" : $"regret on day {day} after the drift",
                live.Average(r => Regret(r[day])),
                $"learning at night {daily.Average(r => Regret(r[day])):0.0000}, less by {less.Mean:0.0000}, {less}",
                HigherIsBetter: false, Seconds: clock.Elapsed.TotalSeconds);
        }

        foreach (int page in Enumerable.Range(0, DriftLoop.PagesPerSession).Where(p => p != 1))
        {
            yield return new BenchmarkRow(
                "for_you, live", $"regret of page {page + 1} of a session on day 1 after the drift",
                live.Average(r => r[1][page].Regret), $"learning at night {daily.Average(r => r[1][page].Regret):0.0000}",
                HigherIsBetter: false);
        }

        SeedSpread gain = SeedSpread.Of([.. live.Zip(daily, (l, d) => After(d) - After(l))]);
        yield return new BenchmarkRow(
            "for_you, live", "regret less than that of learning at night, three days", gain.Mean, gain.ToString(),
            AtLeast: 0);
        SeedSpread fall = SeedSpread.Of([.. live.Select(r => Regret(r[1]) - Regret(r[^1]))]);
        yield return new BenchmarkRow(
            "for_you, live", "fall of regret from the first day to the third", fall.Mean, fall.ToString(), AtLeast: 0);
    }

    private static double Regret(LoopFigures[] pages) => pages.Aggregate((a, b) => a + b).Regret;

    private static double After(LoopFigures[][] days) => days.Skip(1).Average(Regret);
}
