using System.Globalization;
using Souk.Bench.Foundation;
using Souk.Learning.Evaluation;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>A kind of abuse that was never there begins on a known day: does the search surface it within a day, and
/// does the rule that a day's verdicts propose hold later? Five kinds, each on five seeds.</summary>
internal sealed class NewPatternBenchmark : IRiskBenchmark
{
    private const double MustPrecision = 0.8;
    private const int MaxRows = 20_000;

    private readonly ulong[] _seeds;

    private NewPatternBenchmark(string name, string description, ulong[] seeds)
    {
        Name = name;
        Description = description;
        _seeds = seeds;
    }

    /// <summary>Seeds on which nothing was chosen.</summary>
    internal static NewPatternBenchmark OnFreshSeeds { get; } = new(
        "new-pattern", "Patterns absent from history are surfaced and become rules. 5 min, 1 GB.",
        [21, 22, 23, 24, 25]);

    /// <summary>Seeds on which the method and its settings were chosen.</summary>
    internal static NewPatternBenchmark OnChoiceSeeds { get; } = new(
        "new-pattern-choice", "The same on the seeds on which the method was chosen. 5 min, 1 GB.", [1, 2, 3, 4, 5]);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation) => Run(
        NewPatternTrial.Kinds.SelectMany(k => _seeds.Select(seed => new SimulationOptions
        {
            Seed = seed,
            Shoppers = 1_500,
            Days = 26,
            Abuse = 6,
            NewPatternDay = 16,
            NewPattern = k.Kind,
        })),
        MaxRows, output, cancellation);

    /// <summary>Runs it on marketplaces.</summary>
    internal static List<SpeedFigure> Run(
        IEnumerable<SimulationOptions> markets, int maxRows, TextWriter output, CancellationToken cancellation)
    {
        List<(AbusePattern Kind, NewPatternResult Result)> results = [];
        foreach (SimulationOptions options in markets)
        {
            using SimulatedAbuse market = new(options, withRings: false, cancellation);
            NewPatternResult result = NewPatternTrial.Run(market, maxRows, cancellation);
            results.Add((options.NewPattern, result));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{options.NewPattern}, seed {options.Seed}: place {result.Rank} of {result.Patterns} patterns found "
                + $"within a day, {result.Pattern}; proposed: {result.Rule ?? "nothing"}; later {result.Bad} of "
                + $"{result.Hits} hits bad, of {result.All} in all"));
        }

        NewPatternResult[] all = [.. results.Select(r => r.Result)];
        return
        [
            new SpeedFigure(
                "share of runs in which the new pattern is among the first ten found within a day",
                all.Average(r => r.Rank > 0 ? 1.0 : 0), "", 1, 1),
            Figure("precision in later time of the rule proposed", [.. all.Select(r => r.Precision)], MustPrecision),
            Figure("recall in later time of the rule proposed", [.. all.Select(r => r.Recall)], 0),
            .. results.GroupBy(r => r.Kind).Select(g => Figure(
                $"the precision on {g.Key}", [.. g.Select(r => r.Result.Precision)], MustPrecision)),
        ];
    }

    private static SpeedFigure Figure(string what, double[] values, double atLeast)
    {
        Estimate mean = EffectivenessResult.Mean(values);
        return new SpeedFigure(
            string.Create(CultureInfo.InvariantCulture, $"{what}, mean ({mean.Lower:0.00} to {mean.Upper:0.00})"),
            mean.Value, "", atLeast, double.NaN);
    }
}
