using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.FactorizationMachines;

/// <summary>
/// Factorization machines (Rendle, ICDM 2010) and field-aware ones (Juan et al., RecSys 2016): a linear model with all
/// pairwise interactions, each the inner product of two learned vectors. See docs/learning/factorization-machines.md.
/// </summary>
public static class FactorizationMachine
{
    /// <summary>Trains a model. The result is the same for a seed with any number of threads.</summary>
    /// <param name="training">The rows to learn from; a field-aware machine uses their fields.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="validation">Rows to stop early by; null means all epochs are run.</param>
    /// <param name="progress">Told after each epoch of the first machine: the mean training loss as rows came by and
    /// the mean validation loss (log loss, or half the squared error).</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, a label is not 0 or 1 for a binary target, the
    /// validation rows have another shape, or the parameters do not fit an array.</exception>
    public static FactorizationMachineModel Fit(
        LabelledRows training,
        FactorizationMachineOptions? options = null,
        LabelledRows? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        options ??= new FactorizationMachineOptions();
        options.Validate();
        if (options.Target == FactorizationTarget.Binary)
        {
            training.Targets.CheckBinary();
            validation?.Targets.CheckBinary();
        }

        validation?.Features.CheckShape(training.Features.Dimension, training.Features.FieldCount);
        var machines = new FactorizationParameters[options.Machines];
        WorkPartition.ForBlocks(machines.Length, 1, options.Threads, (m, _, _) =>
            machines[m] = options.Optimizer == FactorizationOptimizer.Ftrl
                ? new FactorizationRun<FtrlStep>(
                    training, options, validation, new FtrlStep((float)options.LearningRate), m)
                    .Train(m == 0 ? progress : null, cancellation)
                : new FactorizationRun<AdaGradStep>(
                    training, options, validation, new AdaGradStep((float)options.LearningRate), m)
                    .Train(m == 0 ? progress : null, cancellation),
            cancellation);
        return new FactorizationMachineModel(machines, options.Target, options.NormalizeRows);
    }
}
