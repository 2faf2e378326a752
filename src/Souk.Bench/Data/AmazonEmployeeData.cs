using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>Amazon Employee Access: nine categorical columns, was access granted, and the stratified split of the
/// CatBoost benchmarks (26,215 training and 6,554 test rows).</summary>
/// <param name="Columns">The nine column names.</param>
/// <param name="Values">The category of each row and column: [row][column], the ids as published.</param>
/// <param name="Labels">1 where access was granted, else 0.</param>
/// <param name="TrainRows">The rows to learn from.</param>
/// <param name="TestRows">The rows to be judged by.</param>
public sealed record AmazonEmployeeData(
    string[] Columns, int[][] Values, float[] Labels, int[] TrainRows, int[] TestRows)
{
    private const string Set = "amazon_employee";

    /// <summary>Reads the set.</summary>
    public static AmazonEmployeeData Read(string dataFolder)
    {
        List<string> lines = [.. DataFile.Lines(dataFolder, Set, "train.csv")];
        string[] header = lines[0].Split(',');
        int[][] rows = [.. lines.Skip(1).Select(Numbers)];
        return new AmazonEmployeeData(
            header[1..],
            [.. rows.Select(r => r[1..])],
            [.. rows.Select(r => (float)r[0])],
            Rows(dataFolder, "stratified_train_idx.txt"),
            Rows(dataFolder, "stratified_test_idx.txt"));
    }

    private static int[] Numbers(string line) =>
        [.. line.Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture))];

    private static int[] Rows(string dataFolder, string file) =>
        [.. DataFile.Lines(dataFolder, Set, file).Select(t => int.Parse(t, CultureInfo.InvariantCulture))];
}
