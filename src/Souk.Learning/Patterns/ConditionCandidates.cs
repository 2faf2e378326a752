using Souk.Learning.Data;

namespace Souk.Learning.Patterns;

/// <summary>The conditions that patterns and rules are put together from: thresholds at quantiles, rounded to few
/// digits so that people can read them, frequent categories, and missing values.</summary>
internal static class ConditionCandidates
{
    private const int SignificantDigits = 3;

    // Where the rows that are sought begin and end, and how they spread.
    private static readonly double[] _soughtShares = [0, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 1];

    // The tail matters most: what is rare is often what is sought.
    private static readonly double[] _tailShares = [0.95, 0.98, 0.99, 0.995];

    /// <summary>Makes the conditions that at least some rows of the table meet and not all.</summary>
    /// <param name="table">The rows to look at.</param>
    /// <param name="thresholds">Thresholds of a numeric column.</param>
    /// <param name="categories">The most categories of a column.</param>
    /// <param name="minRows">The fewest rows that must meet a condition.</param>
    /// <param name="sought">The rows that conditions should tell from the others, which give thresholds too; null for
    /// none.</param>
    internal static List<RowCondition> Of(
        FeatureTable table, int thresholds, int categories, int minRows, bool[]? sought = null)
    {
        List<RowCondition> conditions = [];
        for (int c = 0; c < table.Columns.Count; c++)
        {
            FeatureColumn column = table.Columns[c];
            if (column.IsCategorical)
            {
                AddCategories(conditions, column, c, categories);
            }
            else
            {
                AddThresholds(conditions, column, c, thresholds, sought);
            }

            conditions.Add(new RowCondition(c, column.Name, ConditionKind.Missing, 0));
        }

        return [.. conditions.Where(condition =>
        {
            int met = 0;
            for (int row = 0; row < table.Rows; row++)
            {
                met += condition.Matches(table, row) ? 1 : 0;
            }

            return met >= minRows && met < table.Rows;
        })];
    }

    private static void AddCategories(List<RowCondition> conditions, FeatureColumn column, int index, int most)
    {
        int[] counts = new int[column.Categories];
        foreach (int code in column.Codes)
        {
            if (code >= 0)
            {
                counts[code]++;
            }
        }

        IEnumerable<int> frequent = Enumerable.Range(0, counts.Length)
            .OrderByDescending(code => counts[code]).ThenBy(code => code).Take(most);
        conditions.AddRange(frequent.Select(code => new RowCondition(index, column.Name, ConditionKind.Equals, code)));
    }

    private static void AddThresholds(
        List<RowCondition> conditions, FeatureColumn column, int index, int most, bool[]? sought)
    {
        SortedSet<double> thresholds = [];
        List<float> known = Known(column, null);
        AddQuantiles(thresholds, known, Enumerable.Range(1, most - 1).Select(i => i / (double)most));
        AddQuantiles(thresholds, known, _tailShares);
        if (sought is not null)
        {
            AddQuantiles(thresholds, Known(column, sought), _soughtShares);
        }

        foreach (double threshold in thresholds)
        {
            conditions.Add(new RowCondition(index, column.Name, ConditionKind.AtLeast, threshold));
            conditions.Add(new RowCondition(index, column.Name, ConditionKind.Below, threshold));
        }
    }

    private static List<float> Known(FeatureColumn column, bool[]? chosen)
    {
        List<float> known = [];
        ReadOnlySpan<float> values = column.Values;
        for (int row = 0; row < values.Length; row++)
        {
            if (!float.IsNaN(values[row]) && chosen?[row] != false)
            {
                known.Add(values[row]);
            }
        }

        known.Sort();
        return known;
    }

    private static void AddQuantiles(SortedSet<double> thresholds, List<float> known, IEnumerable<double> shares)
    {
        if (known.Count > 1)
        {
            thresholds.UnionWith(shares.Select(share => Readable(known[(int)(share * (known.Count - 1))])));
        }
    }

    private static double Readable(double value)
    {
        if (value == 0 || value == Math.Round(value))
        {
            return value;
        }

        double scale = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - SignificantDigits + 1);
        return Math.Round(value / scale) * scale;
    }
}
