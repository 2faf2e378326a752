using System.Globalization;
using Souk.Bench.Foundation;
using Souk.Learning.Evaluation;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>A kind of abuse that was never there begins on a known day: does the search surface it within a day, and
/// does the rule that a day's verdicts propose hold later?</summary>
internal sealed class NewPatternBenchmark : IRiskBenchmark
{
    private const double MustPrecision = 0.8;
    private const int MaxRows = 20_000;

    private static readonly ulong[] _seeds = [11, 12, 13, 14, 15];

    /// <inheritdoc/>
    public string Name => "new-pattern";

    /// <inheritdoc/>
    public string Description => "A pattern absent from history is surfaced and becomes a rule. 3 min, 1 GB.";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation) => Run(
        [.. _seeds.Select(seed => new SimulationOptions
        {
            Seed = seed,
            Shoppers = 1_500,
            Days = 26,
            Abuse = 6,
            NewPatternDay = 16,
        })],
        MaxRows, output, cancellation);

    /// <summary>Runs it on marketplaces.</summary>
    internal static List<SpeedFigure> Run(
        IEnumerable<SimulationOptions> markets, int maxRows, TextWriter output, CancellationToken cancellation)
    {
        List<NewPatternResult> results = [];
        foreach (SimulationOptions options in markets)
        {
            using SimulatedAbuse market = new(options, withRings: false, cancellation);
            NewPatternResult result = NewPatternTrial.Run(market, maxRows, cancellation);
            results.Add(result);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {options.Seed}: place {result.Rank} of {result.Patterns} patterns found within a day, "
                + $"{result.Pattern}; proposed: "
                + $"{result.Rule ?? "nothing"}; later {result.Bad} of {result.Hits} hits bad, of {result.All} in all"));
        }

        return
        [
            new SpeedFigure(
                "share of seeds in which the new pattern is among the first ten found within a day",
                results.Average(r => r.Rank > 0 ? 1.0 : 0), "", 1, 1),
            Figure(
                "precision in later time of the rule proposed", [.. results.Select(r => r.Precision)], MustPrecision),
            Figure("recall in later time of the rule proposed", [.. results.Select(r => r.Recall)], 0),
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
