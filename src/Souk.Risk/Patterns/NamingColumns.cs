namespace Souk.Risk.Patterns;

/// <summary>
/// Which columns merely say which item, shopper or other entity an event is about: those of which the entity explains
/// nearly all (an item's price, brand or age). Where the bad events are about few entities, as on the first day of an
/// attack on one item, a rule on such a column would catch that attack alone, and on the next one nothing. The share
/// explained is the adjusted coefficient of determination of a one-way analysis of variance, of ranks where the column
/// is a number and of Gini's impurity where it is a category.
/// </summary>
internal static class NamingColumns
{
    // Above this share a column follows its entity; counts over an hour of the same entity stay well below.
    private const double Explained = 0.5;

    // With as many entities a condition on what they are like has been seen to hold beyond one.
    private const int EnoughEntities = 10;

    /// <summary>The columns that rules may be learned from.</summary>
    internal static int[] Without(IReadOnlyList<RowColumn> columns, SampledRow[] rows)
    {
        bool[] names = new bool[columns.Count];
        int kinds = rows.Length == 0 ? 0 : rows[0].Entities.Length;
        for (int kind = 0; kind < kinds; kind++)
        {
            HashSet<ulong> bad = [.. rows.Where(r => r.IsBad && r.Entities[kind] != 0).Select(r => r.Entities[kind])];
            if (bad.Count is > 0 and < EnoughEntities)
            {
                SampledRow[][] groups = [.. rows.Where(r => r.Entities[kind] != 0).GroupBy(r => r.Entities[kind])
                    .Select(g => g.ToArray()).Where(g => g.Length > 1)];
                for (int c = 0; c < names.Length; c++)
                {
                    names[c] |= ShareExplained(groups, c, columns[c].IsCategorical) > Explained;
                }
            }
        }

        return [.. Enumerable.Range(0, names.Length).Where(c => !names[c])];
    }

    /// <summary>How much of a column its groups explain, at most 1; 0 where there is nothing to explain.</summary>
    internal static double ShareExplained(SampledRow[][] groups, int column, bool isCategorical)
    {
        float[][] cells = [.. groups.Select(g => g.Select(r => r.Cells[column]).Where(v => !float.IsNaN(v)).ToArray())
            .Where(g => g.Length > 1)];
        int n = cells.Sum(g => g.Length);
        if (n <= cells.Length || cells.Length < 2)
        {
            return 0;
        }

        float[] all = [.. cells.SelectMany(g => g)];
        Array.Sort(all);
        double total = isCategorical ? Impurity(all) : Spread(all, all);
        double within = cells.Sum(g => isCategorical ? Impurity(g) : Spread(g, all));
        return total <= 0 ? 0 : 1 - (within / (n - cells.Length) / (total / (n - 1)));
    }

    private static double Impurity(float[] codes) =>
        codes.Length - codes.GroupBy(v => v).Sum(g => (double)g.Count() * g.Count() / codes.Length);

    // The sum of squares around the mean of the ranks of the middle of equal values.
    private static double Spread(float[] values, float[] sorted)
    {
        double sum = 0;
        double squares = 0;
        foreach (float value in values)
        {
            double rank = (Bound(sorted, value, above: false) + Bound(sorted, value, above: true)) / 2.0;
            sum += rank;
            squares += rank * rank;
        }

        return squares - (sum * sum / values.Length);
    }

    private static int Bound(float[] sorted, float value, bool above)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (above && sorted[middle] == value))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
