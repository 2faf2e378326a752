using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Bench.Supervised;
using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Evaluation;

namespace Souk.Bench.Deep;

/// <summary>DeepFM on the partial Frappe split; penalty, size and epochs on a fifth of the training rows held
/// out.</summary>
public sealed class FrappeDeepFmBenchmark : ILearningBenchmark
{
    private const int Networks = 8;
    private const int FieldCount = 10;
    private const double MarkAuc = 0.9484;
    private const double MarkLogLoss = 0.2557;

    /// <inheritdoc/>
    public string Name => "frappe-deepfm";

    /// <inheritdoc/>
    public string DataSet => "frappe_partial";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        (FrappePartialData trainData, FrappePartialData testData) = FrappePartialData.Read(dataFolder);
        LabelledRows train = Rows(trainData);
        LabelledRows test = Rows(testData);
        DeepFmOptions best = Tune(train, cancellation);
        foreach (int networks in new[] { 1, Networks })
        {
            var clock = Stopwatch.StartNew();
            DeepFmModel model = DeepFm.Fit(train, best with { Networks = networks }, cancellation: cancellation);
            double[] predictions = model.Predict(test.Features, 0, cancellation);
            string method = $"DeepFM, {best.EmbeddingSize} factors" + (networks > 1 ? $", mean of {networks}" : "");
            string settings = $"L2 {best.L2} and {best.EmbeddingL2}, {best.Epochs} epochs, by a fifth held out";
            double seconds = clock.Elapsed.TotalSeconds;
            yield return new BenchmarkRow(
                method, "AUC", BinaryEvaluation.Auc(predictions, test.Targets.Labels).Value, "libFFM .9484", MarkAuc,
                true, seconds, settings);
            yield return new BenchmarkRow(
                method, "log loss", BinaryEvaluation.LogLoss(predictions, test.Targets.Labels), "libFFM .2557",
                MarkLogLoss, false, seconds, settings);
        }
    }

    private static DeepFmOptions Tune(LabelledRows train, CancellationToken cancellation)
    {
        (int[] rows, int[] validation) = Folds.Random(train.Features.Rows, 5, 3).First();
        LabelledRows learned = train.Select(rows);
        LabelledRows held = train.Select(validation);
        var tuned = new List<(DeepFmOptions Options, double Loss)>();
        foreach ((int size, double l2, double embeddingL2) in new[]
        {
            (16, 0.01, 0.01),
            (64, 0.01, 0.02),
            (64, 0.1, 0.03),
            (128, 0.1, 0.03),
        })
        {
            var candidate = new DeepFmOptions
            {
                EmbeddingSize = size,
                L2 = l2,
                EmbeddingL2 = embeddingL2,
                LearningRate = 0.003,
                Epochs = 60,
                EarlyStoppingRounds = 10,
            };
            var curve = new LossCurve();
            DeepFm.Fit(learned, candidate, held, null, curve, cancellation);
            tuned.Add((candidate with { Epochs = curve.BestSteps }, curve.Best));
        }

        return tuned.MinBy(t => t.Loss).Options;
    }

    private static LabelledRows Rows(FrappePartialData data)
    {
        var builder = new SparseRowsBuilder(
            data.FeatureCount, FieldCount, data.Rows.Length, data.Rows.Length * FieldCount);
        foreach (int[] row in data.Rows)
        {
            for (int field = 0; field < row.Length; field++)
            {
                builder.Add(row[field], 1, field);
            }

            builder.EndRow();
        }

        return new LabelledRows(builder.Build(), new TrainingTargets(data.Labels));
    }
}
