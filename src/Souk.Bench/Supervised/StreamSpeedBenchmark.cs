using System.Diagnostics;
using Souk.Learning.Data;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;

namespace Souk.Bench.Supervised;

/// <summary>How fast factorization machines run through a million rows of ten fields, and FTRL through a million rows
/// of twenty features.</summary>
public sealed class StreamSpeedBenchmark : ILearningBenchmark
{
    private const int Rows = 1_000_000;
    private const int Repeats = 3;

    /// <inheritdoc/>
    public string Name => "stream-speed";

    /// <inheritdoc/>
    public BenchmarkKind Kind => BenchmarkKind.Speed;

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        LabelledRows tenFields = Make(10, 1 << 16);
        foreach (bool fieldAware in new[] { false, true })
        {
            var options = new FactorizationMachineOptions { FieldAware = fieldAware, Epochs = 1 };
            double seconds = Best(() => FactorizationMachine.Fit(tenFields, options, null, null, cancellation));
            yield return new BenchmarkRow(
                fieldAware ? "FFM, one epoch" : "FM, one epoch", "s", seconds, null, 1, false, seconds,
                $"{Rows} rows, 10 fields, 65,536 features, 8 factors, one thread");
        }

        foreach (int bits in new[] { 16, 20 })
        {
            LabelledRows twenty = Make(20, 1 << bits);
            double seconds = Best(() => new FtrlRegression(1 << bits).Learn(twenty));
            yield return new BenchmarkRow(
                "FTRL stream", "rows/s", Rows / seconds, null, 1e6, true, seconds,
                $"{Rows} rows, 20 features of 2^{bits}, one thread");
        }
    }

    private static double Best(Action work)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            work();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return best;
    }

    /// <summary>One-hot rows; within a field low numbers are much more frequent than high ones, as ids are.</summary>
    private static LabelledRows Make(int fields, int dimension)
    {
        var random = new SeededRandom(3);
        var builder = new SparseRowsBuilder(dimension, fields, Rows, Rows * fields);
        float[] labels = new float[Rows];
        int perField = dimension / fields;
        for (int r = 0; r < Rows; r++)
        {
            for (int f = 0; f < fields; f++)
            {
                double skewed = Math.Pow(random.NextDouble(), 3);
                builder.Add((f * perField) + (int)(skewed * perField), 1, f);
            }

            builder.EndRow();
            labels[r] = random.Next(2);
        }

        return new LabelledRows(builder.Build(), new TrainingTargets(labels));
    }
}
