namespace Souk.Learning.Data;

/// <summary>
/// What a supervised model learns to predict: a label for each row, optionally a weight for each row, and for ranking
/// the groups (queries, sessions) that rows belong to. Wraps its arrays without a copy. Immutable.
/// </summary>
public sealed class TrainingTargets
{
    private readonly float[] _labels;
    private readonly float[]? _weights;
    private readonly int[]? _groupStarts;

    /// <summary>Makes targets.</summary>
    /// <param name="labels">One a row, finite; binary objectives want 0 or 1.</param>
    /// <param name="weights">One a row, finite and not negative, with a positive sum; null means 1 for every
    /// row.</param>
    /// <param name="groupStarts">The first row of each group and then the number of rows, ascending from 0; rows of one
    /// group stand together. Null means no groups.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is out of range; the message says
    /// where.</exception>
    public TrainingTargets(float[] labels, float[]? weights = null, int[]? groupStarts = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        CheckLabels(labels);
        if (weights is not null)
        {
            CheckWeights(weights, labels.Length);
        }

        if (groupStarts is not null)
        {
            CheckGroups(groupStarts, labels.Length);
        }

        _labels = labels;
        _weights = weights;
        _groupStarts = groupStarts;
    }

    /// <summary>The number of rows, at least one.</summary>
    public int Rows => _labels.Length;

    /// <summary>The labels, one a row.</summary>
    public ReadOnlySpan<float> Labels => _labels;

    /// <summary>Whether rows carry weights; without them each counts as 1.</summary>
    public bool HasWeights => _weights is not null;

    /// <summary>The weights, one a row; empty if there are none.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Where each group starts, and last the number of rows; empty if there are no groups.</summary>
    public ReadOnlySpan<int> GroupStarts => _groupStarts;

    /// <summary>The targets at the given rows, without groups.</summary>
    public TrainingTargets Select(ReadOnlySpan<int> rows) => new(
        FeatureColumn.Pick(_labels, rows), _weights is null ? null : FeatureColumn.Pick(_weights, rows));

    /// <summary>The weight of one row.</summary>
    internal float Weight(int row) => _weights is null ? 1 : _weights[row];

    /// <summary>Refuses targets for another number of rows.</summary>
    internal void CheckRows(int rows)
    {
        if (rows != Rows)
        {
            throw new ArgumentException($"There are {rows} rows of features and {Rows} labels; they must be equal.");
        }
    }

    /// <summary>Refuses labels other than 0 and 1.</summary>
    internal void CheckBinary()
    {
        int wrong = Labels.IndexOfAnyExcept(0f, 1f);
        if (wrong >= 0)
        {
            throw new ArgumentException($"Label {wrong} is {_labels[wrong]}; this objective wants 0 or 1.");
        }
    }

    /// <summary>Refuses negative labels.</summary>
    internal void CheckNotNegative()
    {
        for (int i = 0; i < _labels.Length; i++)
        {
            if (_labels[i] < 0)
            {
                throw new ArgumentException($"Label {i} is {_labels[i]}; this objective wants labels of 0 or more.");
            }
        }
    }

    private static void CheckLabels(float[] labels)
    {
        if (labels.Length == 0)
        {
            throw new ArgumentException("There are no labels; training needs at least one row.");
        }

        for (int i = 0; i < labels.Length; i++)
        {
            if (!float.IsFinite(labels[i]))
            {
                throw new ArgumentException($"Label {i} is {labels[i]}; labels must be finite.");
            }
        }
    }

    private static void CheckWeights(float[] weights, int rows)
    {
        if (weights.Length != rows)
        {
            throw new ArgumentException($"There are {rows} labels and {weights.Length} weights; they must be equal.");
        }

        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!float.IsFinite(weights[i]) || weights[i] < 0)
            {
                throw new ArgumentException($"Weight {i} is {weights[i]}; weights must be finite and not negative.");
            }

            sum += weights[i];
        }

        if (sum == 0)
        {
            throw new ArgumentException("All weights are 0; at least one must be positive.");
        }
    }

    private static void CheckGroups(int[] starts, int rows)
    {
        if (starts.Length < 2 || starts[0] != 0 || starts[^1] != rows)
        {
            throw new ArgumentException($"Group starts must begin with 0 and end with the number of rows, {rows}.");
        }

        for (int g = 1; g < starts.Length; g++)
        {
            if (starts[g] <= starts[g - 1])
            {
                throw new ArgumentException(
                    $"Group {g - 1} starts at {starts[g - 1]} and ends at {starts[g]}: it is empty.");
            }
        }
    }
}
