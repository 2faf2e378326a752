using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Gradient-boosted decision trees (Friedman, 2001) by Newton steps on histograms (Chen and Guestrin, KDD 2016; Ke et
/// al., "LightGBM", NeurIPS 2017), with ordered target statistics for categories; also random forests. See
/// docs/learning/trees.md.
/// </summary>
public static class BoostedTrees
{
    /// <summary>Trains a model. The result is the same for a seed with any number of threads.</summary>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="validation">Rows of the same schema to stop early by; null means all trees are grown.</param>
    /// <param name="progress">Told after each tree; the validation loss is the objective's mean loss (1 - NDCG for
    /// LambdaMART), the training loss is not computed.</param>
    /// <param name="cancellation">Ends training early with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, labels do not suit the objective, the validation
    /// set has another schema, or there are more than 32,000 encoded features.</exception>
    public static BoostedTreesModel Fit(
        LabelledTable training,
        BoostedTreesOptions? options = null,
        LabelledTable? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        options ??= new BoostedTreesOptions();
        options.Validate(training.Features.Schema);
        if (validation is not null)
        {
            training.Features.Schema.Check(validation.Features);
        }

        return new BoostingRun(training, options, validation, cancellation).Train(progress);
    }
}
