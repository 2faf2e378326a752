namespace Souk.Bench;

/// <summary>Which benchmarks with a table of published figures there are, and which a run asks for. Those of graphs,
/// recommendations and risk are told by how their names begin; the rest is the learning library's.</summary>
public static class BenchmarkSelection
{
    private static readonly string[] Prefixes = ["graph-", "recommend-", "risk-"];

    /// <summary>All benchmarks, by name.</summary>
    public static IReadOnlyList<ILearningBenchmark> All { get; } =
        [.. typeof(BenchmarkSelection).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ILearningBenchmark)))
            .Select(t => (ILearningBenchmark)Activator.CreateInstance(t, nonPublic: true)!)
            .OrderBy(b => b.Name, StringComparer.Ordinal)];

    /// <summary>The benchmarks of the learning library.</summary>
    public static IReadOnlyList<ILearningBenchmark> Learning { get; } =
        [.. All.Where(b => !Prefixes.Any(p => b.Name.StartsWith(p, StringComparison.Ordinal)))];

    /// <summary>The benchmarks of links and rings.</summary>
    public static IReadOnlyList<ILearningBenchmark> Graph { get; } = Of(Prefixes[0]);

    /// <summary>The benchmarks of recommendations through the whole engine.</summary>
    public static IReadOnlyList<ILearningBenchmark> Recommend { get; } = Of(Prefixes[1]);

    /// <summary>Picks benchmarks.</summary>
    /// <param name="from">Those that run if nothing is asked for, and that kinds pick from.</param>
    /// <param name="only">Names of any benchmarks, or the kinds "quality" and "speed"; none means all.</param>
    /// <exception cref="ArgumentException">There is neither a benchmark nor a kind of a name.</exception>
    public static IReadOnlyList<ILearningBenchmark> Pick(
        IReadOnlyList<ILearningBenchmark> from, IReadOnlyList<string> only)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(only);
        if (only.Count == 0)
        {
            return from;
        }

        var picked = new List<ILearningBenchmark>();
        foreach (string name in only)
        {
            int before = picked.Count;
            picked.AddRange(Enum.TryParse(name, ignoreCase: true, out BenchmarkKind kind)
                ? from.Where(b => b.Kind == kind)
                : All.Where(b => b.Name == name));
            if (picked.Count == before)
            {
                throw new ArgumentException($"There is no benchmark '{name}'; there are quality, speed, " +
                    $"{string.Join(", ", All.Select(b => b.Name))}.");
            }
        }

        return [.. picked.Distinct()];
    }

    private static IReadOnlyList<ILearningBenchmark> Of(string prefix) =>
        [.. All.Where(b => b.Name.StartsWith(prefix, StringComparison.Ordinal))];
}
