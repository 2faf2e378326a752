using System.Globalization;
using System.Runtime.InteropServices;

namespace Souk.Bench;

/// <summary>Runs the benchmarks of the learning library and prints their rows as a Markdown table.</summary>
public static class LearningBench
{
    /// <summary>All benchmarks, by name.</summary>
    public static IReadOnlyList<ILearningBenchmark> All { get; } =
        [.. typeof(LearningBench).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ILearningBenchmark)))
            .Select(t => (ILearningBenchmark)Activator.CreateInstance(t, nonPublic: true)!)
            .OrderBy(b => b.Name, StringComparer.Ordinal)];

    /// <summary>The names of the benchmarks that begin with a prefix, such as "graph-".</summary>
    public static IReadOnlyList<string> NamesOf(string prefix) =>
        [.. All.Select(b => b.Name).Where(n => n.StartsWith(prefix, StringComparison.Ordinal))];

    /// <summary>Runs benchmarks.</summary>
    /// <param name="dataFolder">The folder with the data sets; a benchmark whose set is missing is passed over and
    /// named.</param>
    /// <param name="only">The names of those to run; none means all.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <returns>Whether every figure with a mark to reach reached it.</returns>
    /// <exception cref="ArgumentException">There is no benchmark of a name.</exception>
    public static bool Run(
        string dataFolder, IReadOnlyList<string> only, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(only);
        ArgumentNullException.ThrowIfNull(output);
        if (only.FirstOrDefault(n => All.All(b => b.Name != n)) is string unknown)
        {
            throw new ArgumentException($"There is no benchmark '{unknown}'; there are " +
                $"{string.Join(", ", All.Select(b => b.Name))}.");
        }

        output.WriteLine($"Machine: {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
            + $"{Environment.ProcessorCount} processors, .NET {Environment.Version}. Data: {dataFolder}.");
        output.WriteLine();
        output.WriteLine("| benchmark | method | metric | ours | others | at least | reached | seconds | settings |");
        output.WriteLine("|---|---|---|---:|---|---:|---|---:|---|");
        bool allReached = true;
        foreach (ILearningBenchmark benchmark in All.Where(b => only.Count == 0 || only.Contains(b.Name)))
        {
            if (benchmark.DataSet is string set && !Directory.Exists(Path.Combine(dataFolder, set)))
            {
                output.WriteLine($"| {benchmark.Name} | passed over: {set} is missing | | | | | | | |");
                continue;
            }

            foreach (BenchmarkRow row in benchmark.Run(dataFolder, cancellation))
            {
                allReached &= Print(benchmark.Name, row, output);
            }
        }

        return allReached;
    }

    private static bool Print(string name, BenchmarkRow row, TextWriter output)
    {
        bool hasMark = !double.IsNaN(row.AtLeast);
        bool reached = !hasMark || (row.HigherIsBetter ? row.Ours >= row.AtLeast : row.Ours <= row.AtLeast);
        output.WriteLine(
            $"| {name} | {row.Method} | {row.Metric} | {Number(row.Ours)} | {row.Reference} | "
            + $"{(hasMark ? Number(row.AtLeast) : "")} | {(hasMark ? (reached ? "yes" : "no") : "")} | "
            + $"{(double.IsNaN(row.Seconds) ? "" : row.Seconds.ToString("0.0", CultureInfo.InvariantCulture))} | " +
                $"{row.Settings} |");
        output.Flush();
        return reached;
    }

    private static string Number(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
}
