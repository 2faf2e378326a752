using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>One file of Frappe's click prediction split: one-hot rows of ten fields, one active feature a
/// field.</summary>
/// <param name="FeatureCount">How many features exist over both files (one more than the largest index).</param>
/// <param name="Rows">The active features of each row, [row][field].</param>
/// <param name="Labels">1 for a use, 0 for a sampled non-use.</param>
public sealed record FrappePartialData(int FeatureCount, int[][] Rows, float[] Labels)
{
    /// <summary>Reads the pair of files at hand: the validation file to learn from (57,722 rows), the test file to be
    /// judged by (28,860 rows).</summary>
    public static (FrappePartialData Train, FrappePartialData Test) Read(string dataFolder)
    {
        (int[][] trainRows, float[] trainLabels) = ReadFile(dataFolder, "frappe.validation.libfm.gz");
        (int[][] testRows, float[] testLabels) = ReadFile(dataFolder, "frappe.test.libfm.gz");
        int features = 1 + trainRows.Concat(testRows).Max(r => r.Max());
        return (new(features, trainRows, trainLabels), new(features, testRows, testLabels));
    }

    private static (int[][] Rows, float[] Labels) ReadFile(string dataFolder, string file)
    {
        List<int[]> rows = [];
        List<float> labels = [];
        foreach (string line in DataFile.Lines(dataFolder, "frappe_partial", file))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            labels.Add(int.Parse(parts[0], CultureInfo.InvariantCulture) > 0 ? 1f : 0f);
            rows.Add([.. parts.Skip(1).Select(
                p => int.Parse(p.AsSpan(0, p.IndexOf(':')), CultureInfo.InvariantCulture))]);
        }

        return ([.. rows], [.. labels]);
    }
}
