using System.Globalization;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;

namespace Souk.Learning.Drift;

/// <summary>
/// The population stability index of columns: Σ (p − q) ln (p / q) over bins of equal reference counts, or categories,
/// with missing values as a bin of their own (Siddiqi, Credit Risk Scorecards, 2006). Its spread under no change is
/// that of a chi-squared variable times (1/n + 1/m) (Yurdakul &amp; Naranjo, 2020).
/// </summary>
public static class PopulationStability
{
    /// <summary>Above it a column counts as shifted, by custom.</summary>
    public const double ShiftAbove = 0.25;

    /// <summary>The most bins of a column: rarer categories share the last one.</summary>
    public const int MaxBins = 50;

    // Half a row in an empty bin keeps the logarithm finite.
    private const double EmptyCount = 0.5;

    /// <summary>Compares every column of two tables of the same columns.</summary>
    /// <param name="reference">The rows of the reference span, at least one.</param>
    /// <param name="recent">The rows of the recent span, at least one.</param>
    /// <param name="bins">Bins of a numeric column, 2 to <see cref="MaxBins"/>. Default 10.</param>
    /// <exception cref="ArgumentException">The columns differ or a table is empty.</exception>
    public static IReadOnlyList<ColumnShift> Compare(FeatureTable reference, FeatureTable recent, int bins = 10)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(recent);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MaxBins);
        reference.Schema.Check(recent);
        if (reference.Rows == 0 || recent.Rows == 0)
        {
            throw new ArgumentException(
                $"{reference.Rows} reference rows and {recent.Rows} recent rows: both are needed.");
        }

        return [.. reference.Columns.Zip(recent.Columns, (a, b) => Compare(a, b, bins))];
    }

    private static ColumnShift Compare(FeatureColumn reference, FeatureColumn recent, int bins)
    {
        List<string> names;
        double[] expected;
        double[] actual;
        if (reference.IsCategorical)
        {
            int[] binOf = CategoryBins(reference, recent, out names);
            int Bin(int code) => code < 0 ? -1 : binOf[code];
            expected = Count(reference, names.Count, row => Bin(reference.Codes[row]));
            actual = Count(recent, names.Count, row => Bin(recent.Codes[row]));
        }
        else
        {
            float[] edges = Edges(reference.Values, bins);
            names = [.. RangeNames(edges)];
            expected = Count(reference, names.Count, row => BinOf(reference.Values[row], edges));
            actual = Count(recent, names.Count, row => BinOf(recent.Values[row], edges));
        }

        return Summarize(reference, recent, [.. names, "missing"], expected, actual);
    }

    // The last place counts the missing.
    private static double[] Count(FeatureColumn column, int bins, Func<int, int> binOf)
    {
        double[] counts = new double[bins + 1];
        for (int row = 0; row < column.Rows; row++)
        {
            int bin = binOf(row);
            counts[bin < 0 ? bins : bin]++;
        }

        return counts;
    }

    private static ColumnShift Summarize(
        FeatureColumn reference, FeatureColumn recent, string[] names, double[] expected, double[] actual)
    {
        List<ShiftBin> parts = [];
        double index = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (expected[i] == 0 && actual[i] == 0)
            {
                continue;
            }

            double q = Math.Max(expected[i], EmptyCount) / reference.Rows;
            double p = Math.Max(actual[i], EmptyCount) / recent.Rows;
            double part = (p - q) * Math.Log(p / q);
            index += part;
            parts.Add(new ShiftBin(names[i], expected[i] / reference.Rows, actual[i] / recent.Rows, part));
        }

        // Normal approximation of the chi-squared quantile (Wilson & Hilferty, 1931) at 99 %.
        double degrees = Math.Max(1, parts.Count - 1);
        double z = NormalDistribution.TwoSidedQuantile(0.98);
        double quantile = degrees * Math.Pow(1 - (2 / (9 * degrees)) + (z * Math.Sqrt(2 / (9 * degrees))), 3);
        double noise = quantile * ((1.0 / reference.Rows) + (1.0 / recent.Rows));
        return new ColumnShift(
            reference.Name, index, noise, expected[^1] / reference.Rows, actual[^1] / recent.Rows, parts);
    }

    private static float[] Edges(ReadOnlySpan<float> values, int bins)
    {
        List<float> known = new(values.Length);
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
            {
                known.Add(value);
            }
        }

        known.Sort();
        SortedSet<float> edges = [];
        for (int i = 1; i < bins && known.Count > 0; i++)
        {
            float edge = known[(int)((long)known.Count * i / bins)];
            if (edge > known[0])
            {
                edges.Add(edge);
            }
        }

        return [.. edges];
    }

    private static int BinOf(float value, float[] edges)
    {
        if (float.IsNaN(value))
        {
            return -1;
        }

        int at = Array.BinarySearch(edges, value);
        return at >= 0 ? at + 1 : ~at;
    }

    private static IEnumerable<string> RangeNames(float[] edges)
    {
        for (int i = 0; i <= edges.Length; i++)
        {
            string low = i == 0 ? "-inf" : edges[i - 1].ToString("G6", CultureInfo.InvariantCulture);
            string high = i == edges.Length ? "inf" : edges[i].ToString("G6", CultureInfo.InvariantCulture);
            yield return $"[{low}, {high})";
        }
    }

    // The categories that are most frequent in both together have bins of their own.
    private static int[] CategoryBins(FeatureColumn reference, FeatureColumn recent, out List<string> names)
    {
        int categories = Math.Max(reference.Categories, recent.Categories);
        long[] counts = new long[categories];
        foreach (FeatureColumn column in (FeatureColumn[])[reference, recent])
        {
            foreach (int code in column.Codes)
            {
                if (code >= 0)
                {
                    counts[code]++;
                }
            }
        }

        int[] frequent = [.. Enumerable.Range(0, categories).Where(c => counts[c] > 0)
            .OrderByDescending(c => counts[c]).ThenBy(c => c).Take(MaxBins - 1)];
        names = [.. frequent.Select(c => c.ToString(CultureInfo.InvariantCulture)), "others"];
        int[] binOf = new int[categories];
        Array.Fill(binOf, frequent.Length);
        for (int i = 0; i < frequent.Length; i++)
        {
            binOf[frequent[i]] = i;
        }

        return binOf;
    }
}
