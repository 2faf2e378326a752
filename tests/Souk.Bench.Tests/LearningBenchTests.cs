using System.Globalization;

namespace Souk.Bench.Tests;

public sealed class LearningBenchTests
{
    [Fact]
    public void A_failing_benchmark_is_a_row_and_the_others_still_run()
    {
        (bool clean, string table) = Run(
            [new Made("breaks", fails: true), new Made("after", new BenchmarkRow("method", "accuracy", 0.9))]);
        Assert.False(clean);
        Assert.Contains("| breaks | made | failed: a pipe / and a second line | | | | | no | | |", table);
        Assert.Contains("| after | made | method | accuracy | 0.9 |", table);
        Assert.Contains("0 of 0 marks reached, 1 benchmarks failed", table);
    }

    [Fact]
    public void Rows_before_a_failure_stay()
    {
        (_, string table) = Run([new Made("breaks", fails: true, new BenchmarkRow("method", "accuracy", 0.9))]);
        Assert.Contains("| breaks | made | method | accuracy | 0.9 |", table);
    }

    [Theory]
    [InlineData(0.9, true, "yes", true)]
    [InlineData(0.89, true, "no", false)]
    [InlineData(0.96, true, "aim", true)]
    [InlineData(0.9, false, "yes", true)]
    [InlineData(0.91, false, "no", false)]
    public void A_mark_is_reached_or_not(double ours, bool higherIsBetter, string verdict, bool clean)
    {
        var row = new BenchmarkRow("method", "metric", ours, "rival .8", 0.9, higherIsBetter)
        {
            Aim = higherIsBetter ? 0.95 : 0.5,
        };
        (bool wasClean, string table) = Run([new Made("one", row)]);
        Assert.Equal(clean, wasClean);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"| {ours} | rival .8 | 0.9 | {verdict} |"), table);
    }

    [Fact]
    public void A_missing_data_set_is_named_and_no_failure()
    {
        (bool clean, string table) = Run([new Made("one") { DataSet = "no-such-set" }]);
        Assert.True(clean);
        Assert.Contains("| one | no-such-set | passed over: the data set is missing |", table);
    }

    [Fact]
    public void A_cancelled_run_ends_with_an_exception()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<InvalidOperationException>(() => LearningBench.Run(
            [new Made("breaks", fails: true)], ".", "again", [], TimeProvider.System, source.Token));
    }

    [Fact]
    public void Kinds_and_names_pick_benchmarks()
    {
        IReadOnlyList<ILearningBenchmark> all = BenchmarkSelection.Learning;
        IReadOnlyList<ILearningBenchmark> speed = BenchmarkSelection.Pick(all, ["speed"]);
        IReadOnlyList<ILearningBenchmark> quality = BenchmarkSelection.Pick(all, ["quality"]);
        Assert.All(speed, b => Assert.Equal(BenchmarkKind.Speed, b.Kind));
        Assert.NotEmpty(speed);
        Assert.Equal(all.Count, speed.Count + quality.Count);
        Assert.Equal(["titles"], BenchmarkSelection.Pick(all, ["titles"]).Select(b => b.Name));
        Assert.Equal(all, BenchmarkSelection.Pick(all, []));
        ArgumentException error = Assert.Throws<ArgumentException>(() => BenchmarkSelection.Pick(all, ["nonesuch"]));
        Assert.Contains("'nonesuch'", error.Message);
    }

    [Fact]
    public void Names_are_used_once() =>
        Assert.Equal(BenchmarkSelection.All.Count, BenchmarkSelection.All.DistinctBy(b => b.Name).Count());

    private static (bool Clean, string Table) Run(IReadOnlyList<ILearningBenchmark> benchmarks)
    {
        using var writer = new StringWriter();
        bool clean = LearningBench.Run(
            benchmarks, ".", "souk bench learning", [writer], TimeProvider.System,
            TestContext.Current.CancellationToken);
        return (clean, writer.ToString());
    }

    private sealed class Made(string name, bool fails, params BenchmarkRow[] rows) : ILearningBenchmark
    {
        public Made(string name, params BenchmarkRow[] rows)
            : this(name, false, rows)
        {
        }

        public string Name => name;

        public string? DataSet { get; init; }

        public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
        {
            foreach (BenchmarkRow row in rows)
            {
                yield return row;
            }

            if (fails)
            {
                throw new InvalidOperationException("a pipe | and a\nsecond line");
            }
        }
    }
}
