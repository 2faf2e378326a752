using Souk.Learning.Data;

namespace Souk.Learning.Text;

/// <summary>What a classifier learns towards: a probability of every class for every row, and how much each row
/// counts.</summary>
public sealed class ClassTargets
{
    private ClassTargets(DenseMatrix probabilities, float[]? weights)
    {
        Probabilities = probabilities;
        Weights = weights;
    }

    /// <summary>Rows × classes; each row adds up to 1.</summary>
    public DenseMatrix Probabilities { get; }

    /// <summary>How much each row counts, not negative, or null if all count the same.</summary>
    public float[]? Weights { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Probabilities.Rows;

    /// <summary>The number of classes, at least 2.</summary>
    public int Classes => Probabilities.Columns;

    /// <summary>Makes targets of known classes.</summary>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="weights">How much each row counts, or null.</param>
    /// <exception cref="ArgumentException">A label is no class, or a weight is negative or not finite.</exception>
    public static ClassTargets FromLabels(ReadOnlySpan<int> labels, int classes, float[]? weights = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        var probabilities = new DenseMatrix(labels.Length, classes);
        for (int r = 0; r < labels.Length; r++)
        {
            if ((uint)labels[r] >= (uint)classes)
            {
                throw new ArgumentException($"Row {r} has label {labels[r]}; labels go from 0 to {classes - 1}.");
            }

            probabilities.Row(r)[labels[r]] = 1;
        }

        return new ClassTargets(probabilities, CheckedWeights(weights, labels.Length));
    }

    /// <summary>Makes targets of probable classes, such as a label model's.</summary>
    /// <param name="probabilities">Rows × classes; each row adds up to 1.</param>
    /// <param name="weights">How much each row counts, or null.</param>
    /// <exception cref="ArgumentException">A row does not add up to 1, or a weight is negative or not
    /// finite.</exception>
    public static ClassTargets FromProbabilities(DenseMatrix probabilities, float[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfLessThan(probabilities.Columns, 2);
        for (int r = 0; r < probabilities.Rows; r++)
        {
            double sum = 0;
            foreach (float p in probabilities.Row(r))
            {
                sum += p >= 0 ? p : double.NaN;
            }

            if (!(Math.Abs(sum - 1) < 1e-3))
            {
                throw new ArgumentException($"The probabilities of row {r} add up to {sum}; they must be 0 or more " +
                    "and make 1.");
            }
        }

        return new ClassTargets(probabilities, CheckedWeights(weights, probabilities.Rows));
    }

    /// <summary>Refuses targets of another number of rows than the features have, or of none.</summary>
    internal void RequireRows(int rows)
    {
        if (Rows != rows || rows == 0)
        {
            throw new ArgumentException($"There are {rows} rows of features and {Rows} targets; both must be " +
                "equal, not 0.");
        }
    }

    private static float[]? CheckedWeights(float[]? weights, int rows)
    {
        if (weights is null)
        {
            return null;
        }

        if (weights.Length != rows)
        {
            throw new ArgumentException($"{rows} rows need as many weights; got {weights.Length}.");
        }

        double sum = 0;
        for (int r = 0; r < weights.Length; r++)
        {
            if (!float.IsFinite(weights[r]) || weights[r] < 0)
            {
                throw new ArgumentException($"The weight of row {r} is {weights[r]}; weights are finite and 0 or " +
                    "more.");
            }

            sum += weights[r];
        }

        return sum > 0 ? weights : throw new ArgumentException("All weights are 0: nothing counts.");
    }
}
