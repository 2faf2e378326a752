using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Persistence;

/// <summary>The small made data that the models of the golden files are fitted on.</summary>
internal static class GoldenData
{
    public const int Users = 8;
    public const int Items = 6;

    /// <summary>Two groups of users, each with items of its own half and one of the other.</summary>
    public static SparseMatrix Interactions { get; } = SparseMatrix.FromEntries(
        Users,
        Items,
        [0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7],
        [0, 1, 0, 2, 3, 1, 2, 0, 2, 3, 4, 4, 5, 1, 3, 5, 4, 5],
        [1, 2, 1, 1, 3, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1]);

    /// <summary>Four columns of which the last depends on the others; the last row lies apart.</summary>
    public static DenseMatrix Points { get; } = MakePoints();

    public static float[] Labels { get; } =
        [.. Enumerable.Range(0, Points.Rows).Select(r => Points.Row(r)[0] + Points.Row(r)[1] > 0 ? 1f : 0f)];

    public static double[] Numbers(ReadOnlySpan<float> values)
    {
        double[] numbers = new double[values.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = values[i];
        }

        return numbers;
    }

    private static DenseMatrix MakePoints()
    {
        var random = new SeededRandom(20);
        var points = new DenseMatrix(24, 4);
        for (int r = 0; r < points.Rows; r++)
        {
            Span<float> row = points.Row(r);
            for (int c = 0; c < 3; c++)
            {
                row[c] = (float)Math.Round(random.NextGaussian(), 3);
            }

            row[3] = row[0] - (2 * row[1]);
        }

        points.Row(23).Fill(9);
        return points;
    }
}
