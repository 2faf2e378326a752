using Souk.Bench.Foundation;

namespace Souk.Bench;

/// <summary>Runs benchmarks of the learning library or the graphs one after the other and writes one table of their
/// rows. A benchmark that fails is a row of the table and does not stop the others.</summary>
public static class LearningBench
{
    /// <summary>Runs benchmarks.</summary>
    /// <param name="benchmarks">Those to run; a benchmark whose data set is missing is passed over and named.</param>
    /// <param name="dataFolder">The folder with the data sets.</param>
    /// <param name="command">How to run the same again; stands above the table.</param>
    /// <param name="writers">Where the table goes.</param>
    /// <param name="clock">Tells the date above the table and how long each took.</param>
    /// <param name="cancellation">Ends the run early with an exception.</param>
    /// <returns>Whether no benchmark failed and every figure with a mark to reach reached it.</returns>
    public static bool Run(
        IReadOnlyList<ILearningBenchmark> benchmarks,
        string dataFolder,
        string command,
        IReadOnlyList<TextWriter> writers,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(benchmarks);
        ArgumentNullException.ThrowIfNull(dataFolder);
        ArgumentNullException.ThrowIfNull(writers);
        ArgumentNullException.ThrowIfNull(clock);
        var table = new ResultTable(writers);
        table.Begin(command, Machine.Describe(), clock.GetUtcNow());
        foreach (ILearningBenchmark benchmark in benchmarks)
        {
            if (benchmark.DataSet is string set && !Directory.Exists(Path.Combine(dataFolder, set)))
            {
                table.PassedOver(benchmark);
                continue;
            }

            long begun = clock.GetTimestamp();
            RunOne(benchmark, dataFolder, table, cancellation);
            table.Ended(benchmark, clock.GetElapsedTime(begun));
            // What one leaves behind must not slow down the next.
            GC.Collect();
        }

        table.End();
        return table.IsClean;
    }

    private static void RunOne(
        ILearningBenchmark benchmark, string dataFolder, ResultTable table, CancellationToken cancellation)
    {
        try
        {
            foreach (BenchmarkRow row in benchmark.Run(dataFolder, cancellation))
            {
                table.Row(benchmark, row);
            }
        }
        catch (Exception reason) when (!cancellation.IsCancellationRequested)
        {
            table.Failed(benchmark, reason);
        }
    }
}
