using System.Diagnostics;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Linear;

namespace Souk.Bench.Supervised;

/// <summary>Logistic regression with crosses of all pairs of columns, and a factorization machine, on Amazon Employee
/// Access; penalties and epochs by three-fold cross-validation on the training rows.</summary>
public sealed class AmazonLinearBenchmark : ILearningBenchmark
{
    private const int FoldCount = 3;

    /// <inheritdoc/>
    public string Name => "amazon-linear";

    /// <inheritdoc/>
    public string DataSet => "amazon_employee";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        (LabelledTable train, LabelledTable test) = AmazonEmployeeTables.Read(dataFolder);
        yield return Linear(train, test, cancellation);
        yield return Factorized(train, test, cancellation);
    }

    private static BenchmarkRow Linear(LabelledTable train, LabelledTable test, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var options = new HashedEncoderOptions
        {
            Bits = 22,
            Crosses = HashedEncoderOptions.AllCrosses(train.Features.Columns.Count, 2),
        };
        var encoder = new HashedEncoder(train.Features.Schema, options);
        LabelledRows rows = new(encoder.Encode(train.Features), train.Targets);
        double best = new[] { 2.0, 2.8, 4, 5.7 }.MinBy(l2 => CrossValidated(rows, l2, cancellation));
        LogisticModel model = LogisticRegression.Fit(
            rows, new LogisticRegressionOptions { L2 = best }, null, cancellation);
        double loss = BinaryEvaluation.LogLoss(model.Predict(encoder.Encode(test.Features)), test.Targets.Labels);
        return new BenchmarkRow(
            "Logistic regression, pair crosses", "log loss", loss, "LR + pair crosses .1489", 0.1489, false,
            clock.Elapsed.TotalSeconds, $"L2 {best} by {FoldCount}-fold CV");
    }

    private static double CrossValidated(LabelledRows rows, double l2, CancellationToken cancellation)
    {
        double loss = 0;
        foreach ((int[] train, int[] validation) in Folds.Random(rows.Features.Rows, FoldCount, 1))
        {
            LogisticModel model = LogisticRegression.Fit(
                rows.Select(train), new LogisticRegressionOptions { L2 = l2, Tolerance = 1e-4 }, null, cancellation);
            LabelledRows held = rows.Select(validation);
            loss += BinaryEvaluation.LogLoss(model.Predict(held.Features), held.Targets.Labels);
        }

        return loss;
    }

    private static BenchmarkRow Factorized(LabelledTable train, LabelledTable test, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var encoder = new HashedEncoder(train.Features.Schema, new HashedEncoderOptions { Bits = 18 });
        LabelledRows rows = new(encoder.Encode(train.Features), train.Targets);
        var start = new FactorizationMachineOptions { Factors = 16, Epochs = 30, EarlyStoppingRounds = 0 };
        var tuned = new List<(FactorizationMachineOptions Options, double Loss)>();
        foreach (double l2 in new[] { 0.002, 0.004, 0.008, 0.016 })
        {
            FactorizationMachineOptions candidate = start with { L2 = l2, LinearL2 = l2 / 10 };
            var curve = new LossCurve();
            foreach ((int[] fold, int[] validation) in Folds.Random(rows.Features.Rows, FoldCount, 1))
            {
                FactorizationMachine.Fit(rows.Select(fold), candidate, rows.Select(validation), curve, cancellation);
            }

            tuned.Add((candidate with { Epochs = curve.BestSteps }, curve.Best));
        }

        FactorizationMachineOptions best = tuned.MinBy(t => t.Loss).Options with { Machines = 8 };
        FactorizationMachineModel model = FactorizationMachine.Fit(rows, best, null, null, cancellation);
        double loss = BinaryEvaluation.LogLoss(model.Predict(encoder.Encode(test.Features)), test.Targets.Labels);
        return new BenchmarkRow(
            "FM, 16 factors, mean of 8", "log loss", loss, "libFM .1552", 0.1552, false, clock.Elapsed.TotalSeconds,
            $"L2 {best.L2}, {best.Epochs} epochs, by {FoldCount}-fold CV");
    }
}
