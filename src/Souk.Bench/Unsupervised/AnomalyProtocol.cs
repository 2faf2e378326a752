using Souk.Bench.Data;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Bench.Unsupervised;

/// <summary>
/// The two protocols of Livernoche et al. (2024) on ADBench: sets below 1,000 rows are drawn up to 1,000 with
/// replacement, those above 50,000 cut to 50,000. Unsupervised: train on a bootstrap of all rows, score all rows.
/// One-class: train on the first half of the normal rows, score the others.
/// </summary>
internal sealed record AnomalyProtocol(DenseMatrix Training, DenseMatrix Scored, bool[] IsAnomaly)
{
    private const int FewestRows = 1000;
    private const int MostRows = 50_000;

    public static AnomalyProtocol Unsupervised(AnomalyData data, ulong seed)
    {
        var random = new SeededRandom(seed, 77);
        int[] rows = Sizes(data.IsAnomaly.Length, ref random);
        DenseMatrix all = Scale(Select(data, rows), data.Columns, rows.Length);
        int[] bootstrap = new int[rows.Length];
        foreach (ref int row in bootstrap.AsSpan())
        {
            row = random.Next(rows.Length);
        }

        return new AnomalyProtocol(all.SelectRows(bootstrap), all, Array.ConvertAll(rows, r => data.IsAnomaly[r]));
    }

    public static AnomalyProtocol OneClass(AnomalyData data, ulong seed)
    {
        var random = new SeededRandom(seed, 77);
        int[] rows = Sizes(data.IsAnomaly.Length, ref random);
        int[] normal = Array.FindAll(rows, r => !data.IsAnomaly[r]);
        int[] training = normal[..(normal.Length / 2)];
        int[] scored = [.. normal[training.Length..], .. Array.FindAll(rows, r => data.IsAnomaly[r])];
        DenseMatrix all = Scale(Select(data, [.. training, .. scored]), data.Columns, training.Length);
        int[] numbers = [.. Enumerable.Range(0, all.Rows)];
        return new AnomalyProtocol(
            all.SelectRows(numbers.AsSpan(0, training.Length)),
            all.SelectRows(numbers.AsSpan(training.Length)),
            Array.ConvertAll(scored, r => data.IsAnomaly[r]));
    }

    /// <summary>The area under the ROC curve, in percent; ties count half.</summary>
    public double Auc(double[] scores) =>
        100 * BinaryEvaluation.Auc(scores, Array.ConvertAll(IsAnomaly, anomaly => anomaly ? 1f : 0f)).Value;

    private static int[] Sizes(int count, ref SeededRandom random)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        if (count < FewestRows)
        {
            rows = new int[FewestRows];
            foreach (ref int row in rows.AsSpan())
            {
                row = random.Next(count);
            }
        }
        else if (count > MostRows)
        {
            random.Shuffle(rows.AsSpan());
            rows = rows[..MostRows];
        }

        return rows;
    }

    private static double[] Select(AnomalyData data, int[] rows)
    {
        double[] values = new double[rows.Length * data.Columns];
        for (int i = 0; i < rows.Length; i++)
        {
            data.Features.AsSpan(rows[i] * data.Columns, data.Columns).CopyTo(values.AsSpan(i * data.Columns));
        }

        return values;
    }

    /// <summary>Standardizes columns by the first rows, in 64 bits before rounding to 32.</summary>
    private static DenseMatrix Scale(double[] values, int columns, int fitted)
    {
        for (int c = 0; c < columns; c++)
        {
            double mean = 0;
            for (int i = 0; i < fitted; i++)
            {
                mean += values[(i * columns) + c] / fitted;
            }

            double variance = 0;
            for (int i = 0; i < fitted; i++)
            {
                variance += (values[(i * columns) + c] - mean) * (values[(i * columns) + c] - mean) / fitted;
            }

            double deviation = variance > 1e-24 ? Math.Sqrt(variance) : 1;
            for (int i = c; i < values.Length; i += columns)
            {
                values[i] = (values[i] - mean) / deviation;
            }
        }

        return DenseMatrix.FromDoubles(values.Length / columns, columns, values);
    }
}
