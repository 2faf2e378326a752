using Souk.Learning.Data;
using Souk.Learning.Deep.Towers;
using Souk.Learning.Deep.Training;
using Souk.Learning.Training;

namespace Souk.Learning.Deep;

/// <summary>
/// Two towers, one for users and one for items, that place both on one sphere; learned by a softmax over the items of
/// each batch, corrected for how often items are drawn (Yi et al., RecSys 2019). See docs/learning/deep.md.
/// </summary>
public static class TwoTower
{
    /// <summary>Trains a model. The result is the same for a seed with any number of threads.</summary>
    /// <param name="training">Interactions and features.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="validation">Interactions of the same users and items, held out, to stop early by; null means all
    /// epochs are run.</param>
    /// <param name="checkpoint">A file that the state of the training is kept in after each epoch; if it exists,
    /// training goes on from there and ends as if it had never stopped. Null means none.</param>
    /// <param name="progress">Told after each epoch: the mean in-batch loss as pairs came by, and that of the
    /// validation interactions.</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, the validation interactions have another shape or
    /// are none, or the checkpoint is of another training.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static TwoTowerModel Fit(
        TwoTowerData training,
        TwoTowerOptions? options = null,
        SparseMatrix? validation = null,
        string? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        options ??= new TwoTowerOptions();
        options.Validate();
        SparseMatrix interactions = training.Interactions;
        if (validation is not null)
        {
            Factorization.InteractionCheck.NotEmpty(validation);
            if (validation.Rows != interactions.Rows || validation.Columns != interactions.Columns)
            {
                throw new ArgumentException(
                    $"The validation interactions are {validation.Rows} × {validation.Columns}, the training " +
                    $"interactions {interactions.Rows} × {interactions.Columns}; they must be equal.");
            }
        }

        (Tower users, Tower items) = Towers(training, options);
        var learner = new TwoTowerLearner(training, validation, users, items, options);
        int patience = validation is null ? 0 : options.EarlyStoppingRounds;
        new EpochLoop(learner, options.Epochs, patience, checkpoint).Run(progress, cancellation);
        return TwoTowerModel.Place(
            users, learner.Weights[0], items, learner.Weights[1], training, options.Threads, cancellation);
    }

    /// <summary>The towers' shapes for some data.</summary>
    internal static (Tower Users, Tower Items) Towers(TwoTowerData data, TwoTowerOptions options)
    {
        int historyItems = options.HasHistory ? data.Interactions.Columns : 0;
        SparseRows users = data.UserFeatures;
        SparseRows items = data.ItemFeatures;
        return (
            new Tower(
                users.Dimension, users.FieldCount, historyItems, options.EmbeddingSize, options.Hidden,
                options.Factors),
            new Tower(items.Dimension, items.FieldCount, 0, options.EmbeddingSize, options.Hidden, options.Factors));
    }
}
