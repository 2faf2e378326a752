using Souk.Learning.Evaluation;
using Souk.Recommend.Training;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Whether correcting a ranker live by what became of what it showed (<c>online: true</c>) lessens
/// regret.</summary>
public abstract class OnlineBenchmark : ILearningBenchmark
{
    private readonly int _drift;

    /// <summary>Makes one.</summary>
    /// <param name="drift">How many days of the tastes' drift come at once, after the training.</param>
    private protected OnlineBenchmark(int drift) => _drift = drift;

    private const string Surface = "for_you";
    private const int PagesPerDay = 1_000;
    private const int BrowsedDays = 10;
    private const int ServedDays = 2;
    private const int JudgedDays = 3;
    private const int Resamples = 2_000;

    private static readonly ulong[] _seeds = [101, 102, 103, 104, 105];

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        double[] gains = new double[_seeds.Length];
        double[] without = new double[_seeds.Length];
        for (int i = 0; i < _seeds.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            without[i] = Regret(_seeds[i], _drift, online: false);
            gains[i] = without[i] - Regret(_seeds[i], _drift, online: true);
        }

        Estimate gain = Bootstrap.Mean(gains, Resamples);
        string tastes = _drift == 0 ? "steady tastes" : "tastes that drifted";
        yield return new BenchmarkRow(
            "for_you, trained once", $"regret, {tastes}", without.Average(), HigherIsBetter: false);
        yield return new BenchmarkRow(
            "for_you, trained once and corrected online", $"regret less by, {tastes}", gain.Value,
            Settings: $"95 % {gain.Lower:+0.0000;-0.0000} to {gain.Upper:+0.0000;-0.0000} over {_seeds.Length} seeds");
    }

    private static double Regret(ulong seed, int drift, bool online)
    {
        SimulationOptions market = new() { Seed = seed, Shoppers = 1_000, Items = 500 };
        ShopperLoopOptions options = new()
        {
            SessionsPerDay = PagesPerDay,
            PagesPerSession = 1,
            Definition = online ? LoopDefinition.Text : LoopDefinition.Offline,
        };
        using ShopperLoop loop = new(market, options);
        loop.RunDays(null, BrowsedDays);
        loop.RunDays(Surface, ServedDays);

        // Better or not it is put in force: what is compared is the stage upon it.
        TrainedRanker trained = loop.Engine.Train(Surface);
        if (trained.Version == 0)
        {
            throw new InvalidOperationException($"Nothing was trained: {trained.Problem}");
        }

        loop.Engine.Promote(Surface, trained);
        loop.TasteDays = drift;
        return loop.RunDays(Surface, JudgedDays).Regret;
    }
}
