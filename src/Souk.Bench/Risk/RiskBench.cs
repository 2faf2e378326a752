using Souk.Bench.Foundation;

namespace Souk.Bench.Risk;

/// <summary>The benchmarks of risk decisions, their quality and their speed, and the table of their figures.</summary>
public static class RiskBench
{
    private static readonly IRiskBenchmark[] _all =
    [
        new FraudHandbookBenchmark(),
        new FraudHandbookFoldsBenchmark(),
        new ModelDecisionSpeed(),
        new RiskSpeed(),
        new ListSpeed(),
        new CaseSpeed(),
        new AuditBenchmark(),
        EffectivenessBenchmark.OnFreshSeeds,
        EffectivenessBenchmark.OnChoiceSeeds,
        NewPatternBenchmark.OnFreshSeeds,
        NewPatternBenchmark.OnChoiceSeeds,
    ];

    /// <summary>Names and descriptions of the benchmarks, in the order in which they run.</summary>
    public static IReadOnlyList<(string Name, string Description)> Benchmarks { get; } =
        [.. _all.Select(b => (b.Name, b.Description))];

    /// <summary>Runs benchmarks and prints one table of their figures at the end.</summary>
    /// <param name="dataFolder">The folder that holds the data sets; a benchmark whose set is missing is
    /// skipped.</param>
    /// <param name="only">Names of benchmarks; all if empty.</param>
    /// <param name="output">Where measurements and table go.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <returns>Whether every figure that must be reached was.</returns>
    /// <exception cref="ArgumentException">There is no benchmark of a name.</exception>
    public static bool Run(
        string dataFolder, IReadOnlyList<string> only, TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(only);
        ArgumentNullException.ThrowIfNull(output);
        foreach (string name in only.Where(n => _all.All(b => b.Name != n)))
        {
            throw new ArgumentException(
                $"There is no benchmark '{name}'; there are {string.Join(", ", _all.Select(b => b.Name))}.",
                nameof(only));
        }

        output.WriteLine(Machine.Describe());
        List<(string Benchmark, SpeedFigure Figure)> figures = [];
        foreach (IRiskBenchmark benchmark in _all)
        {
            if (only.Count > 0 && !only.Contains(benchmark.Name))
            {
                continue;
            }

            output.WriteLine();
            output.WriteLine($"souk bench risk --only {benchmark.Name}");
            if (benchmark.DataSet is string set && !Directory.Exists(Path.Combine(dataFolder, set)))
            {
                output.WriteLine($"skipped: there is no {Path.Combine(dataFolder, set)}");
                continue;
            }

            figures.AddRange(
                benchmark.Run(dataFolder, output, cancellation).Select(f => ($"risk --only {benchmark.Name}", f)));
            output.Flush();
            GC.Collect();
        }

        FigureTable.Write(figures, output);
        return figures.TrueForAll(f => f.Figure.IsReached);
    }
}
