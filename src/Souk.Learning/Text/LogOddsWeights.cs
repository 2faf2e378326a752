using Souk.Learning.Data;

namespace Souk.Learning.Text;

/// <summary>
/// How far apart classes are in how often their rows have a feature: the naive Bayes log-count ratio (Wang and Manning,
/// "Baselines and bigrams: simple, good sentiment and topic classification", 2012), for more than two classes the root
/// of the mean of the squared ratios of each class to the rest.
/// </summary>
internal static class LogOddsWeights
{
    /// <summary>Rows that each class is taken to have with every feature before any is seen.</summary>
    private const double Smoothing = 1;

    /// <summary>One weight for each column, 0 or more.</summary>
    public static float[] Of(SparseMatrix rows, ClassTargets targets)
    {
        int classes = targets.Classes;
        double[] counts = Counts(rows, targets);
        double[] totals = new double[classes];
        for (int i = 0; i < counts.Length; i++)
        {
            totals[i % classes] += counts[i];
        }

        double all = totals.Sum();
        float[] weights = new float[rows.Columns];
        for (int f = 0; f < weights.Length; f++)
        {
            ReadOnlySpan<double> own = counts.AsSpan(f * classes, classes);
            double together = 0;
            foreach (double count in own)
            {
                together += count;
            }

            double squares = 0;
            for (int k = 0; k < classes; k++)
            {
                double ratio = Math.Log(own[k] / totals[k] / ((together - own[k]) / (all - totals[k])));
                squares += ratio * ratio;
            }

            weights[f] = (float)Math.Sqrt(squares / classes);
        }

        return weights;
    }

    /// <summary>The same rows with every column times its weight.</summary>
    public static SparseMatrix Scale(SparseMatrix rows, float[] weights)
    {
        float[] values = new float[rows.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = rows.Values[i] * weights[rows.ColumnIndices[i]];
        }

        return SparseMatrix.FromRows(rows.Rows, rows.Columns, rows.RowStarts, rows.ColumnIndices, values);
    }

    /// <summary>How many rows of each class have each feature, whatever its value.</summary>
    private static double[] Counts(SparseMatrix rows, ClassTargets targets)
    {
        int classes = targets.Classes;
        double[] counts = new double[rows.Columns * classes];
        Array.Fill(counts, Smoothing);
        for (int r = 0; r < rows.Rows; r++)
        {
            ReadOnlySpan<float> wanted = targets.Probabilities.Row(r);
            double weight = targets.Weights is null ? 1 : targets.Weights[r];
            foreach (int column in rows.RowColumns(r))
            {
                for (int k = 0; k < classes; k++)
                {
                    counts[(column * classes) + k] += weight * wanted[k];
                }
            }
        }

        return counts;
    }
}
