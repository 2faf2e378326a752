using Souk.Learning.Factorization;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Factorization;

/// <summary>The slow and obviously right half-step: full normal equations in double, Gaussian elimination.</summary>
internal static class NaiveRidge
{
    public static double[] HalfStep(
        VectorTable still, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, ImplicitAlsOptions options)
    {
        int d = still.Columns;
        double[,] a = new double[d, d + 1];
        double weight = 0;
        foreach (float w in weights)
        {
            weight += w;
        }

        double regularization = options.Regularization
            * Math.Pow(weight + (options.UnobservedWeight!.Value * still.Rows), options.FrequencyExponent);
        for (int r = 0; r < d; r++)
        {
            a[r, r] = regularization;
        }

        for (int row = 0; row < still.Rows; row++)
        {
            AddOuter(a, still.Row(row), options.UnobservedWeight!.Value, 0);
        }

        for (int i = 0; i < ids.Length; i++)
        {
            AddOuter(a, still.Row(ids[i]), weights[i], weights[i]);
        }

        return Eliminate(a, d);
    }

    public static double[] Eliminate(double[,] a, int d)
    {
        for (int k = 0; k < d; k++)
        {
            for (int r = 0; r < d; r++)
            {
                double factor = a[r, k] / a[k, k];
                for (int c = k; r != k && c <= d; c++)
                {
                    a[r, c] -= factor * a[k, c];
                }
            }
        }

        double[] x = new double[d];
        for (int k = 0; k < d; k++)
        {
            x[k] = a[k, d] / a[k, k];
        }

        return x;
    }

    private static void AddOuter(double[,] a, ReadOnlySpan<float> v, double weight, double target)
    {
        for (int r = 0; r < v.Length; r++)
        {
            for (int c = 0; c < v.Length; c++)
            {
                a[r, c] += weight * v[r] * v[c];
            }

            a[r, v.Length] += target * v[r];
        }
    }
}
