using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.FactorizationMachines;

namespace Souk.Bench.Supervised;

/// <summary>Plain and field-aware factorization machines on the partial Frappe split; penalty and epochs on a fifth of
/// the training rows held out.</summary>
public sealed class FrappeClickBenchmark : ILearningBenchmark
{
    private const int Machines = 8;
    private const int FieldCount = 10;

    /// <inheritdoc/>
    public string Name => "frappe-click";

    /// <inheritdoc/>
    public string DataSet => "frappe_partial";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        (FrappePartialData trainData, FrappePartialData testData) = FrappePartialData.Read(dataFolder);
        LabelledRows train = Rows(trainData);
        LabelledRows test = Rows(testData);
        foreach (bool fieldAware in new[] { false, true })
        {
            var clock = Stopwatch.StartNew();
            FactorizationMachineOptions best = Tune(train, fieldAware, cancellation);
            FactorizationMachineModel model = FactorizationMachine.Fit(
                train, best with { Machines = Machines }, null, null, cancellation);
            double[] predictions = model.Predict(test.Features);
            string method = $"{(fieldAware ? "FFM" : "FM")}, {best.Factors} factors, mean of {Machines}";
            string settings = $"L2 {best.L2}, {best.Epochs} epochs, by a fifth held out";
            double seconds = clock.Elapsed.TotalSeconds;
            yield return new BenchmarkRow(
                method, "AUC", BinaryEvaluation.Auc(predictions, test.Targets.Labels).Value,
                fieldAware ? "libFFM .9484" : "libFM .9470", fieldAware ? 0.9484 : 0.9470, true, seconds, settings);
            yield return new BenchmarkRow(
                method, "log loss", BinaryEvaluation.LogLoss(predictions, test.Targets.Labels),
                fieldAware ? "libFFM .2557" : "libFM .2573", fieldAware ? 0.2557 : 0.2573, false, seconds, settings);
        }
    }

    private static FactorizationMachineOptions Tune(LabelledRows train, bool fieldAware, CancellationToken cancellation)
    {
        (int[] rows, int[] validation) = Folds.Random(train.Features.Rows, 5, 3).First();
        var tuned = new List<(FactorizationMachineOptions Options, double Loss)>();
        foreach (double l2 in new[] { 0.003, 0.005, 0.01, 0.015, 0.02 })
        {
            var candidate = new FactorizationMachineOptions
            {
                FieldAware = fieldAware,
                Factors = fieldAware ? 16 : 32,
                L2 = l2,
                Epochs = 60,
                EarlyStoppingRounds = 5,
            };
            var curve = new LossCurve();
            FactorizationMachine.Fit(train.Select(rows), candidate, train.Select(validation), curve, cancellation);
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
