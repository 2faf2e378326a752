using Souk.Bench.Recommend;
using Souk.Simulation;

namespace Souk.Bench.Tests.Recommend;

public sealed class ColdStartTests
{
    // Small versions of the benchmark; another seed than its, so that neither was looked at for the other.
    [Fact]
    public void New_shoppers_and_new_items_get_better_lists_than_what_is_popular()
    {
        SimulationOptions options = new() { Seed = 5, Shoppers = 600, Items = 300 };
        BenchmarkRow[] rows = [.. ColdStartBenchmark.Run(options, sessionsPerDay: 120, cases: 100)];

        BenchmarkRow[] marked = [.. rows.Where(r => r.HasMark)];
        Assert.Equal(8, marked.Length);
        Assert.All(marked, r => Assert.True(r.Ours > r.AtLeast, $"{r.Method}, {r.Metric}: {r.Ours}, {r.Reference}"));
    }
}
