namespace Souk.Learning.Data;

/// <summary>Sparse rows with what is to be predicted from them, row by row. Immutable.</summary>
public sealed class LabelledRows
{
    /// <summary>Joins features and targets.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows.</exception>
    public LabelledRows(SparseRows features, TrainingTargets targets)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        targets.CheckRows(features.Rows);
        Features = features;
        Targets = targets;
    }

    /// <summary>The features.</summary>
    public SparseRows Features { get; }

    /// <summary>The labels and weights.</summary>
    public TrainingTargets Targets { get; }

    /// <summary>The given rows, in the given order, without groups.</summary>
    public LabelledRows Select(ReadOnlySpan<int> rows) => new(Features.Select(rows), Targets.Select(rows));
}
