using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Collaborative;

/// <summary>Made interactions: users of a few groups, each with its own items, and some noise.</summary>
internal static class SampleInteractions
{
    public static SparseMatrix Make(int users, int items, ulong seed)
    {
        var random = new SeededRandom(seed);
        List<int> rows = [];
        List<int> columns = [];
        for (int u = 0; u < users; u++)
        {
            for (int i = 0; i < items; i++)
            {
                if (random.NextDouble() < (u % 3 == i % 3 ? 0.35 : 0.06))
                {
                    rows.Add(u);
                    columns.Add(i);
                }
            }
        }

        float[] ones = new float[rows.Count];
        Array.Fill(ones, 1f);
        return SparseMatrix.FromEntries(users, items, rows.ToArray(), columns.ToArray(), ones);
    }

    public static double[,] Dense(SparseMatrix matrix)
    {
        double[,] dense = new double[matrix.Rows, matrix.Columns];
        for (int r = 0; r < matrix.Rows; r++)
        {
            for (int i = 0; i < matrix.RowColumns(r).Length; i++)
            {
                dense[r, matrix.RowColumns(r)[i]] = matrix.RowValues(r)[i];
            }
        }

        return dense;
    }

    public static double[,] Product(double[,] a, double[,] b)
    {
        double[,] product = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < b.GetLength(1); j++)
            {
                for (int k = 0; k < b.GetLength(0); k++)
                {
                    product[i, j] += a[i, k] * b[k, j];
                }
            }
        }

        return product;
    }

    public static double[,] Transpose(double[,] a)
    {
        double[,] result = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                result[j, i] = a[i, j];
            }
        }

        return result;
    }

    /// <summary>Inverse by Gauss-Jordan elimination with row pivots.</summary>
    public static double[,] Inverse(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone();
        double[,] inverse = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
        }

        for (int p = 0; p < n; p++)
        {
            double pivot = a[p, p];
            for (int j = 0; j < n; j++)
            {
                a[p, j] /= pivot;
                inverse[p, j] /= pivot;
            }

            for (int i = 0; i < n; i++)
            {
                double factor = a[i, p];
                for (int j = 0; j < n && i != p; j++)
                {
                    a[i, j] -= factor * a[p, j];
                    inverse[i, j] -= factor * inverse[p, j];
                }
            }
        }

        return inverse;
    }

    public static float[] Scores(Souk.Learning.Collaborative.IHistoryScorer model, SparseMatrix histories)
    {
        float[] scores = new float[histories.Rows * model.Items];
        model.Score(histories, Enumerable.Range(0, histories.Rows).ToArray(), scores);
        return scores;
    }
}
