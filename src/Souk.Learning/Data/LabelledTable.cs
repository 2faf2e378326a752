namespace Souk.Learning.Data;

/// <summary>A table of features with what is to be predicted from them, row by row. Immutable.</summary>
public sealed class LabelledTable
{
    /// <summary>Joins features and targets.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows.</exception>
    public LabelledTable(FeatureTable features, TrainingTargets targets)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        targets.CheckRows(features.Rows);
        Features = features;
        Targets = targets;
    }

    /// <summary>The features.</summary>
    public FeatureTable Features { get; }

    /// <summary>The labels, weights and groups.</summary>
    public TrainingTargets Targets { get; }

    /// <summary>The given rows, in the given order, without groups.</summary>
    public LabelledTable Select(ReadOnlySpan<int> rows) => new(Features.Select(rows), Targets.Select(rows));
}
