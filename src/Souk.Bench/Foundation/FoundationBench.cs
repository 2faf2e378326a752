namespace Souk.Bench.Foundation;

/// <summary>The speed benchmarks of log, features, expressions and server, and the table of
/// docs/benchmarks.md.</summary>
public static class FoundationBench
{
    private static readonly IFoundationBenchmark[] _all =
    [
        new LogSpeed(), new ConditionSpeed(), new FeatureThroughput(), new FeatureMemory(), new FeatureTraining(),
        new Http.HttpSpeed(), new RestartSpeed(), new FlatMemory(),
    ];

    /// <summary>Names and descriptions of the benchmarks, in the order in which they run.</summary>
    public static IReadOnlyList<(string Name, string Description)> Benchmarks { get; } =
        [.. _all.Select(b => (b.Name, b.Description))];

    /// <summary>Runs benchmarks and prints one table of their figures at the end.</summary>
    /// <param name="only">Names of benchmarks; all if empty.</param>
    /// <param name="output">Where measurements and table go.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Whether every figure that must be reached was.</returns>
    /// <exception cref="ArgumentException">There is no benchmark of a name.</exception>
    public static bool Run(IReadOnlyList<string> only, TextWriter output, CancellationToken cancellation)
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
        foreach (IFoundationBenchmark benchmark in _all)
        {
            if (only.Count > 0 && !only.Contains(benchmark.Name))
            {
                continue;
            }

            output.WriteLine();
            output.WriteLine($"souk bench {benchmark.Name}");
            figures.AddRange(benchmark.Run(output, cancellation).Select(f => (benchmark.Name, f)));
            output.Flush();
            GC.Collect();
        }

        FigureTable.Write(figures, output);
        return figures.TrueForAll(f => f.Figure.IsReached);
    }
}
