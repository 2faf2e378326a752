using Souk.Learning.Data;

namespace Souk.Learning.Patterns;

/// <summary>The conditions that patterns and rules are put together from: thresholds at quantiles, rounded to few
/// digits so that people can read them, frequent categories, and missing values.</summary>
internal static class ConditionCandidates
{
    private const int SignificantDigits = 3;

    /// <summary>Makes the conditions that at least some rows of the table meet and not all.</summary>
    /// <param name="table">The rows to look at.</param>
    /// <param name="thresholds">Thresholds of a numeric column.</param>
    /// <param name="categories">The most categories of a column.</param>
    /// <param name="minRows">The fewest rows that must meet a condition.</param>
    internal static List<RowCondition> Of(FeatureTable table, int thresholds, int categories, int minRows)
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
                AddThresholds(conditions, column, c, thresholds);
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

    private static void AddThresholds(List<RowCondition> conditions, FeatureColumn column, int index, int most)
    {
        List<float> known = [];
        foreach (float value in column.Values)
        {
            if (!float.IsNaN(value))
            {
                known.Add(value);
            }
        }

        known.Sort();
        SortedSet<double> thresholds = [];
        for (int i = 1; i < most && known.Count > 1; i++)
        {
            thresholds.Add(Readable(known[(int)((long)known.Count * i / most)]));
        }

        // The tail matters most: what is rare is often what is sought.
        foreach (double share in (double[])[0.95, 0.98, 0.99, 0.995])
        {
            if (known.Count > 1)
            {
                thresholds.Add(Readable(known[(int)(share * (known.Count - 1))]));
            }
        }

        foreach (double threshold in thresholds)
        {
            conditions.Add(new RowCondition(index, column.Name, ConditionKind.AtLeast, threshold));
            conditions.Add(new RowCondition(index, column.Name, ConditionKind.Below, threshold));
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
