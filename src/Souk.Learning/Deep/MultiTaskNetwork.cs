using Souk.Learning.Data;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Training;
using Souk.Learning.Training;

namespace Souk.Learning.Deep;

/// <summary>
/// Networks that learn several labels at once over shared embeddings: MMoE (Ma et al., KDD 2018) and ESMM (Ma et al.,
/// SIGIR 2018). See docs/learning/deep.md.
/// </summary>
public static class MultiTaskNetwork
{
    /// <summary>Trains a model. The result is the same for a seed with any number of threads.</summary>
    /// <param name="training">The rows to learn from; for <see cref="MultiTaskStructure.EntireSpace"/> all impressions,
    /// labelled with click and with conversion, which implies click.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="validation">Rows to stop early by; null means all epochs are run.</param>
    /// <param name="checkpoint">A file that the state of the training is kept in after each epoch; if it exists,
    /// training goes on from there and ends as if it had never stopped. Null means none.</param>
    /// <param name="progress">Told after each epoch: the mean training loss as rows came by and the mean validation
    /// loss, log losses of the tasks times their weights, added up.</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, a conversion is without click, the validation
    /// rows have another shape, or the checkpoint is of another training.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static MultiTaskModel Fit(
        MultiTaskRows training,
        MultiTaskOptions? options = null,
        MultiTaskRows? validation = null,
        string? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        options ??= new MultiTaskOptions();
        options.Validate(training.Tasks.Count);
        SparseRows rows = training.Features;
        validation?.Features.CheckShape(rows.Dimension, rows.FieldCount);
        if (validation is not null && validation.Tasks.Count != training.Tasks.Count)
        {
            throw new ArgumentException(
                $"The validation rows have {validation.Tasks.Count} tasks, the training rows {training.Tasks.Count}.");
        }

        if (options.Structure == MultiTaskStructure.EntireSpace)
        {
            CheckClicks(training, nameof(training));
            CheckClicks(validation, nameof(validation));
        }

        var shape = new NetworkShape(rows.Dimension, rows.FieldCount, options.EmbeddingSize);
        NetworkBody body = MultiTaskModel.Body(
            options.Structure, shape, training.Tasks.Count, options.Experts, options.ExpertHidden, options.TowerHidden);
        NetworkLearner learner = Learner(body, training, validation, options);
        int patience = validation is null ? 0 : options.EarlyStoppingRounds;
        new EpochLoop(learner, options.Epochs, patience, checkpoint).Run(progress, cancellation);
        return new MultiTaskModel(options.Structure, body, learner.Weights[0]);
    }

    /// <summary>Makes the learner of a network.</summary>
    internal static NetworkLearner Learner(
        NetworkBody body, MultiTaskRows training, MultiTaskRows? validation, MultiTaskOptions options)
    {
        LossKind kind = options.Structure == MultiTaskStructure.EntireSpace ? LossKind.EntireSpace : LossKind.Logistic;
        IReadOnlyList<double> weights = options.TaskWeights ?? [.. training.Tasks.Select(_ => 1.0)];
        var loss = new NetworkLoss(kind, training.Tasks, weights);
        return new NetworkLearner(
            body, training.Features, loss, validation?.Features, validation is null ? null : loss.For(validation.Tasks),
            new NetworkTrainingOptions(
                options.BatchSize, options.LearningRate, options.Dropout, options.L2, options.EmbeddingL2,
                options.InitialDeviation, options.Seed, options.Threads));
    }

    private static void CheckClicks(MultiTaskRows? rows, string name)
    {
        for (int r = 0; rows is not null && r < rows.Features.Rows; r++)
        {
            if (rows.Tasks[1].Labels[r] > rows.Tasks[0].Labels[r])
            {
                throw new ArgumentException(
                    $"Row {r} of {name} has a conversion without a click; the first task is the click, the second " +
                    $"the conversion.");
            }
        }
    }
}
