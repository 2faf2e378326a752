using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>
/// Logistic regression with an L2 penalty, trained on all rows at once by L-BFGS. See
/// docs/learning/logistic-regression.md; for streams see <see cref="FtrlRegression"/>.
/// </summary>
public static class LogisticRegression
{
    /// <summary>Trains on sparse rows.</summary>
    /// <param name="training">Rows with labels 0 or 1.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="progress">Told after each iteration; the training loss is the penalised mean.</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a label is neither 0 nor 1.</exception>
    public static LogisticModel Fit(
        LabelledRows training,
        LogisticRegressionOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        options ??= new LogisticRegressionOptions();
        options.Validate();
        var design = new SparseDesign(training.Features);
        double[] found = Train(design, training.Targets, options, progress, cancellation);
        double[] weights = new double[training.Features.Dimension];
        for (int c = 0; c < design.Columns; c++)
        {
            weights[design.Indices[c]] = found[c];
        }

        return new LogisticModel(weights, found[^1], training.Features.FieldCount);
    }

    /// <summary>Trains on a table of numeric columns without missing cells.</summary>
    /// <inheritdoc cref="Fit(LabelledRows, LogisticRegressionOptions?, IProgress{TrainingProgress}?,
    /// CancellationToken)"/>
    public static LogisticModel Fit(
        LabelledTable training,
        LogisticRegressionOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        options ??= new LogisticRegressionOptions();
        options.Validate();
        var design = new DenseDesign(training.Features, options.Standardize);
        double[] found = Train(design, training.Targets, options, progress, cancellation);
        double bias = found[^1];
        for (int c = 0; c < design.Columns; c++)
        {
            found[c] /= design.Deviations[c];
            bias -= found[c] * design.Means[c];
        }

        return new LogisticModel(found[..^1], bias, 1);
    }

    private static double[] Train(
        IDesign design, TrainingTargets targets, LogisticRegressionOptions options,
        IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        targets.CheckBinary();
        var loss = new LogisticLoss(design, targets, options.L2, options.Threads);
        double[] point = new double[design.Columns + 1];
        new LimitedMemoryMinimizer(loss.Evaluate, options.Threads).Minimize(
            point, options.MaxIterations, options.Tolerance,
            (iteration, value) => progress?.Report(
                new TrainingProgress(iteration, options.MaxIterations, value / design.Rows)),
            cancellation);
        return point;
    }
}
