using Souk.Learning.Data;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Training;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Linear;
using Souk.Learning.Training;

namespace Souk.Learning.Deep;

/// <summary>
/// DeepFM (Guo et al., IJCAI 2017): a factorization machine and layers over the same embeddings, added up; or layers
/// over embeddings alone. See docs/learning/deep.md.
/// </summary>
public static class DeepFm
{
    /// <summary>Trains a model. The result is the same for a seed with any number of threads.</summary>
    /// <param name="training">The rows to learn from. A field's vector is the sum of its entries' vectors times their
    /// values, so that a list whose values are shares is mean-pooled.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="validation">Rows to stop early by; null means all epochs are run.</param>
    /// <param name="checkpoint">A file that the state of the training is kept in after each epoch; if it exists,
    /// training goes on from there and ends as if it had never stopped. It is kept at the end. Of several networks,
    /// each but the first has a file of its own with ".2", ".3" and so on behind the name. Null means none.</param>
    /// <param name="progress">Told after each epoch of the first network: the mean training loss as rows came by and
    /// the mean validation loss (log loss, or half the squared error).</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, a label is not 0 or 1 for a binary target, the
    /// validation rows have another shape, or the checkpoint is of another training.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static DeepFmModel Fit(
        LabelledRows training,
        DeepFmOptions? options = null,
        LabelledRows? validation = null,
        string? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        options ??= new DeepFmOptions();
        options.Validate();
        if (options.Target == FactorizationTarget.Binary)
        {
            training.Targets.CheckBinary();
            validation?.Targets.CheckBinary();
        }

        SparseRows rows = training.Features;
        validation?.Features.CheckShape(rows.Dimension, rows.FieldCount);
        var shape = new NetworkShape(rows.Dimension, rows.FieldCount, options.EmbeddingSize);
        var networks = new NetworkWeights[options.Networks];
        var body = new DeepFmBody(shape, options.Hidden, options.HasInteractions);
        for (int n = 0; n < networks.Length; n++)
        {
            string? file = n == 0 || checkpoint is null ? checkpoint : $"{checkpoint}.{n + 1}";
            networks[n] = Train(
                body, training, validation, options, n, file, n == 0 ? progress : null, cancellation);
        }

        return new DeepFmModel(body, networks, options.Target);
    }

    /// <summary>Makes the learner of one network, its output starting at the mean label.</summary>
    internal static NetworkLearner Learner(
        DeepFmBody body, LabelledRows training, LabelledRows? validation, DeepFmOptions options, int network)
    {
        LossKind kind = options.Target == FactorizationTarget.Binary ? LossKind.Logistic : LossKind.Squared;
        var loss = new NetworkLoss(kind, [training.Targets], [1]);
        var learner = new NetworkLearner(
            body, training.Features, loss, validation?.Features,
            validation is null ? null : loss.For([validation.Targets]),
            new NetworkTrainingOptions(
                options.BatchSize, options.LearningRate, options.Dropout, options.L2, options.EmbeddingL2,
                options.InitialDeviation, options.Seed + ((ulong)network << 48), options.Threads));
        double mean = StartingScore.MeanLabel(training.Targets);
        learner.Weights[0].Dense.Biases(body.Output)[0] =
            (float)(kind == LossKind.Logistic ? Logistic.LogOdds(mean) : mean);
        return learner;
    }

    private static NetworkWeights Train(
        DeepFmBody body, LabelledRows training, LabelledRows? validation, DeepFmOptions options, int network,
        string? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        NetworkLearner learner = Learner(body, training, validation, options, network);
        int patience = validation is null ? 0 : options.EarlyStoppingRounds;
        new EpochLoop(learner, options.Epochs, patience, checkpoint).Run(progress, cancellation);
        return learner.Weights[0];
    }
}
