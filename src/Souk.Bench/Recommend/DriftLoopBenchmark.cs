using System.Diagnostics;
using Souk.Core.Definition;
using Souk.Recommend.Training;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A closed loop whose shoppers' tastes change overnight: the share of the best value that is missed by an
/// engine that counts every event at once, and by one that learns of a day's events at its end, as a model that is
/// computed anew every night does.</summary>
public sealed class DriftLoopBenchmark : ILearningBenchmark
{
    private const int SessionsPerDay = 250;
    private const int PagesPerSession = 5;
    private const int WarmUpDays = 10;
    private const int Days = 3;
    private const string Surface = "for_you";

    // Of every shopper, the second and third favourite change within this time, of one in five the first too.
    private const int DriftDays = 45;

    // What is compared is how fast the state follows, so one ranker is enough.
    private static readonly RankTrainingOptions _training = new() { Kind = RankerKind.Trees, MaxRows = 40_000 };

    private static readonly SimulationOptions _market = new() { Shoppers = 1_000, Items = 600 };

    /// <inheritdoc/>
    public string Name => "recommend-loop-drift";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        IReadOnlyList<ulong> seeds = LoopBenchmark.Seeds;
        double[][] live = new double[seeds.Count][];
        double[][] daily = new double[seeds.Count][];
        var clock = Stopwatch.StartNew();
        for (int seed = 0; seed < seeds.Count; seed++)
        {
            cancellation.ThrowIfCancellationRequested();
            live[seed] = Regrets(seeds[seed], isDaily: false);
            daily[seed] = Regrets(seeds[seed], isDaily: true);
        }

        for (int day = 0; day < Days; day++)
        {
            yield return new BenchmarkRow(
                "for_you, live", $"regret on day {day + 1} after the drift", live.Average(r => r[day]),
                $"learning at night {daily.Average(r => r[day]):0.0000}", HigherIsBetter: false,
                Seconds: clock.Elapsed.TotalSeconds);
        }

        SeedSpread gain = SeedSpread.Of([.. live.Zip(daily, (l, d) => d.Average() - l.Average())]);
        yield return new BenchmarkRow(
            "for_you, live", "regret less than that of learning at night, three days", gain.Mean, gain.ToString(),
            AtLeast: 0);
        SeedSpread fall = SeedSpread.Of([.. live.Select(r => r[0] - r[^1])]);
        yield return new BenchmarkRow(
            "for_you, live", "fall of regret from the first day to the third", fall.Mean, fall.ToString(), AtLeast: 0);
    }

    private static double[] Regrets(ulong seed, bool isDaily)
    {
        using ShopperLoop loop = new(_market with { Seed = seed }, SessionsPerDay, PagesPerSession, isDaily);
        loop.RunDays(null, WarmUpDays);
        loop.Engine.Train(Surface, _training);
        loop.RunDays(Surface, 1);
        loop.TasteDays = DriftDays;
        double[] regrets = new double[Days];
        for (int day = 0; day < Days; day++)
        {
            regrets[day] = loop.RunDay(Surface).Regret;
        }

        return regrets;
    }
}
