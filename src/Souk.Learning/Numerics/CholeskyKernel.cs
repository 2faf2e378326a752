using System.Runtime.CompilerServices;

namespace Souk.Learning.Numerics;

/// <summary>
/// The Cholesky factorization A = RᵀR of a positive definite matrix and the solution of A x = t, in single precision,
/// for sizes that are multiples of sixteen. Only the upper triangle of A is read, row by row; R takes its place. Four
/// rows are eliminated at once, so that the rest of the matrix is loaded and stored a quarter as often.
/// </summary>
internal static unsafe class CholeskyKernel
{
    private const int Panel = 4;

    /// <summary>Factorizes in place.</summary>
    /// <param name="a">The matrix, rows of <paramref name="size"/> floats; becomes R.</param>
    /// <param name="size">Rows and columns, a multiple of sixteen.</param>
    /// <param name="inverseDiagonal">Receives 1 / R(k, k).</param>
    /// <returns>False if A is not positive definite in single precision.</returns>
    public static bool Factorize(float* a, int size, float* inverseDiagonal) => Lanes512.IsSupported
        ? Factorize<Lanes512>(a, size, inverseDiagonal)
        : Factorize<Lanes256>(a, size, inverseDiagonal);

    /// <summary>Solves RᵀR x = t. <paramref name="t"/> is used up; <paramref name="x"/> must be another
    /// array.</summary>
    public static void Solve(float* r, int size, float* inverseDiagonal, float* t, float* x)
    {
        if (Lanes512.IsSupported)
        {
            Solve<Lanes512>(r, size, inverseDiagonal, t, x);
        }
        else
        {
            Solve<Lanes256>(r, size, inverseDiagonal, t, x);
        }
    }

    internal static bool Factorize<T>(float* a, int size, float* inverseDiagonal)
        where T : struct, ILanes<T>
    {
        for (int k = 0; k < size; k += Panel)
        {
            for (int p = k; p < k + Panel; p++)
            {
                float* row = a + (p * size);
                int from = p / VectorTable.Lanes * VectorTable.Lanes;
                for (int q = k; q < p; q++)
                {
                    float* above = a + (q * size);
                    VectorKernels.AddScaled<T>(row + from, -above[p], above + from, size - from);
                }

                float pivot = row[p];
                if (!(pivot > 0f) || !float.IsFinite(pivot))
                {
                    return false;
                }

                float inverse = 1f / MathF.Sqrt(pivot);
                inverseDiagonal[p] = inverse;
                VectorKernels.Scale<T>(row + from, inverse, row + from, size - from);
            }

            EliminateBelow<T>(a, size, k);
        }

        return true;
    }

    internal static void Solve<T>(float* r, int size, float* inverseDiagonal, float* t, float* x)
        where T : struct, ILanes<T>
    {
        // Forward: the finished values go to x, because whole vectors of t are overwritten.
        for (int k = 0; k < size; k++)
        {
            float value = t[k] * inverseDiagonal[k];
            x[k] = value;
            int from = k / VectorTable.Lanes * VectorTable.Lanes;
            VectorKernels.AddScaled<T>(t + from, -value, r + (k * size) + from, size - from);
        }

        for (int k = size - 1; k >= 0; k--)
        {
            float* row = r + (k * size);
            int wholeFrom = (k / VectorTable.Lanes * VectorTable.Lanes) + VectorTable.Lanes;
            float value = x[k] - VectorKernels.Dot<T>(row + wholeFrom, x + wholeFrom, size - wholeFrom);
            for (int j = k + 1; j < wholeFrom; j++)
            {
                value -= row[j] * x[j];
            }

            x[k] = value * inverseDiagonal[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EliminateBelow<T>(float* a, int size, int k)
        where T : struct, ILanes<T>
    {
        float* r0 = a + (k * size);
        float* r1 = r0 + size;
        float* r2 = r1 + size;
        float* r3 = r2 + size;
        for (int i = k + Panel; i < size; i++)
        {
            float* row = a + (i * size);
            T f0 = T.Broadcast(-r0[i]);
            T f1 = T.Broadcast(-r1[i]);
            T f2 = T.Broadcast(-r2[i]);
            T f3 = T.Broadcast(-r3[i]);
            for (int j = i / VectorTable.Lanes * VectorTable.Lanes; j < size; j += VectorTable.Lanes)
            {
                T sum = T.MultiplyAdd(f0, T.Load(r0 + j), T.Load(row + j));
                sum = T.MultiplyAdd(f1, T.Load(r1 + j), sum);
                sum = T.MultiplyAdd(f2, T.Load(r2 + j), sum);
                T.Store(row + j, T.MultiplyAdd(f3, T.Load(r3 + j), sum));
            }
        }
    }
}
