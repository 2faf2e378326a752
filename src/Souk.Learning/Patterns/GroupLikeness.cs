using Souk.Learning.Data;

namespace Souk.Learning.Patterns;

/// <summary>How much of a column its groups explain: the adjusted coefficient of determination of a one-way analysis of
/// variance, of ranks where the column is a number and of Gini's impurity where it is a category.</summary>
internal sealed class GroupLikeness
{
    private const double Unknown = 0.5;

    private readonly FeatureColumn _column;
    private readonly double[] _ranks;

    internal GroupLikeness(FeatureColumn column)
    {
        _column = column;
        _ranks = column.IsCategorical ? [] : RanksOf(column.Values);
    }

    /// <summary>The share explained, 0 to 1: 0 where all are the same, and a half where no two groups have two rows each,
    /// so that nothing is known.</summary>
    /// <param name="groups">The rows of each group; groups of a single row say nothing.</param>
    internal double Of(int[][] groups)
    {
        double within = 0;
        int rows = 0;
        int used = 0;
        List<int> all = [];
        foreach (int[] group in groups)
        {
            int[] known = [.. group.Where(IsKnown)];
            if (known.Length > 1)
            {
                within += Spread(known);
                rows += known.Length;
                used++;
                all.AddRange(known);
            }
        }

        if (used < 2 || rows <= used)
        {
            return Unknown;
        }

        double total = Spread([.. all]);
        return total <= 0 ? 0 : Math.Clamp(1 - (within / (rows - used) / (total / (rows - 1))), 0, 1);
    }

    private bool IsKnown(int row) => _column.IsCategorical ? _column.Codes[row] >= 0 : !double.IsNaN(_ranks[row]);

    private double Spread(int[] rows)
    {
        if (_column.IsCategorical)
        {
            return rows.Length - rows.CountBy(r => _column.Codes[r])
                .Sum(g => (double)g.Value * g.Value / rows.Length);
        }

        double sum = 0;
        double squares = 0;
        foreach (int row in rows)
        {
            sum += _ranks[row];
            squares += _ranks[row] * _ranks[row];
        }

        return squares - (sum * sum / rows.Length);
    }

    // Equal values share the middle of their ranks.
    private static double[] RanksOf(ReadOnlySpan<float> values)
    {
        float[] sorted = values.ToArray();
        int[] rows = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, rows);
        double[] ranks = new double[sorted.Length];
        int first = 0;
        while (first < sorted.Length)
        {
            int end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
            {
                end++;
            }

            for (int i = first; i < end; i++)
            {
                ranks[rows[i]] = float.IsNaN(sorted[first]) ? double.NaN : (first + end) / 2.0;
            }

            first = end;
        }

        return ranks;
    }
}
