using System.Diagnostics;
using System.Runtime.InteropServices;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;
using Souk.Learning.Trees;

namespace Souk.Bench.Supervised;

/// <summary>How long boosted trees take to train on a million rows of 30 numbers (beside XGBoost on the same file) and
/// to score one row.</summary>
public sealed class TreeSpeedBenchmark : ILearningBenchmark
{
    private const int Rows = 1_000_000;
    private const int Columns = 30;
    private const int Trees = 100;
    private const int Depth = 6;
    private const int Repeats = 3;

    /// <inheritdoc/>
    public string Name => "tree-speed";

    /// <inheritdoc/>
    public BenchmarkKind Kind => BenchmarkKind.Speed;

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        (float[][] columns, float[] labels) = MakeTable();
        var features = new FeatureTable([.. columns.Select((c, i) => FeatureColumn.Numeric($"f{i}", c))]);
        var data = new LabelledTable(features, new TrainingTargets(labels));
        var options = new BoostedTreesOptions { Trees = Trees, MaxDepth = Depth, LearningRate = 0.1 };
        double best = double.PositiveInfinity;
        BoostedTreesModel? model = null;
        for (int i = 0; i < Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            model = BoostedTrees.Fit(data, options, cancellation: cancellation);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        IReadOnlyDictionary<string, double>? rival = RunRival(columns, labels);
        double loss = BinaryEvaluation.LogLoss(model!.Predict(features), labels);
        string settings = $"{Rows} rows, {Columns} columns, {Trees} trees, depth {Depth}";
        yield return new BenchmarkRow(
            "Boosted trees, training", "s", best, rival is null ? null : $"XGBoost hist {rival["seconds"]:F2}",
            rival?["seconds"] ?? double.NaN, false, best, settings);
        yield return new BenchmarkRow(
            "Boosted trees, training", "training log loss", loss,
            rival is null ? null : $"XGBoost hist {rival["log_loss"]:F5}", HigherIsBetter: false, Settings: settings);
        yield return ScoreOne(data, cancellation);
    }

    private static BenchmarkRow ScoreOne(LabelledTable data, CancellationToken cancellation)
    {
        const int trees = 200;
        const int rows = 1000;
        BoostedTreesModel model = BoostedTrees.Fit(
            data.Select([.. Enumerable.Range(0, 100_000)]),
            new BoostedTreesOptions { Trees = trees, MaxDepth = Depth, LearningRate = 0.1 },
            cancellation: cancellation);
        float[] cells = new float[rows * Columns];
        for (int r = 0; r < rows; r++)
        {
            data.Features.CopyRow(r, cells.AsSpan(r * Columns, Columns));
        }

        double best = double.PositiveInfinity;
        double sum = 0;
        for (int repeat = 0; repeat < 50; repeat++)
        {
            var clock = Stopwatch.StartNew();
            for (int r = 0; r < rows; r++)
            {
                sum += model.Score(cells.AsSpan(r * Columns, Columns));
            }

            best = Math.Min(best, clock.Elapsed.TotalMicroseconds / rows);
        }

        if (!double.IsFinite(sum))
        {
            throw new InvalidOperationException("A score is not finite.");
        }

        return new BenchmarkRow(
            "Boosted trees, one row", "µs", best, null, 5, false,
            Settings: $"{trees} trees of depth {Depth}, {Columns} columns, one thread");
    }

    private static (float[][] Columns, float[] Labels) MakeTable()
    {
        var random = new SeededRandom(7);
        float[][] columns = new float[Columns][];
        for (int c = 0; c < Columns; c++)
        {
            columns[c] = new float[Rows];
            for (int r = 0; r < Rows; r++)
            {
                columns[c][r] = (float)random.NextGaussian();
            }
        }

        float[] labels = new float[Rows];
        for (int r = 0; r < Rows; r++)
        {
            double logOdds = columns[0][r] + (columns[1][r] * columns[2][r]) + Math.Sin(3 * columns[3][r])
                + (columns[4][r] * columns[4][r] / 2) - 0.5;
            labels[r] = random.NextDouble() < 1 / (1 + Math.Exp(-logOdds)) ? 1 : 0;
        }

        return (columns, labels);
    }

    private static IReadOnlyDictionary<string, double>? RunRival(float[][] columns, float[] labels)
    {
        string file = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.Create(file))
            {
                foreach (float[] column in columns)
                {
                    stream.Write(MemoryMarshal.AsBytes(column.AsSpan()));
                }

                stream.Write(MemoryMarshal.AsBytes(labels.AsSpan()));
            }

            return RivalScript.Run("trees.py", file, $"{Rows}", $"{Columns}", $"{Trees}", $"{Depth}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
