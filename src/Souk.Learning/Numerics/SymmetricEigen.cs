using System.Numerics.Tensors;

namespace Souk.Learning.Numerics;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix: reduction to tridiagonal form by Householder reflections, then
/// the QR iteration with Wilkinson's shift (Golub and Van Loan, Matrix Computations, 2013, 8.3). Double precision,
/// about 10 n³ operations, deterministic: values descend and each vector's largest component is positive.
/// </summary>
internal sealed class SymmetricEigen
{
    // Convergence is cubic; two steps a value are usual. Reaching the limit means the input was not finite.
    private const int MaxStepsPerValue = 60;

    private SymmetricEigen(double[] values, double[] vectors)
    {
        Values = values;
        Vectors = vectors;
    }

    /// <summary>The eigenvalues, descending.</summary>
    public double[] Values { get; }

    /// <summary>The eigenvectors, one row each, in the order of <see cref="Values"/>.</summary>
    public double[] Vectors { get; }

    /// <summary>Decomposes a symmetric matrix of <paramref name="size"/> × size, row by row; it is
    /// overwritten.</summary>
    public static SymmetricEigen Decompose(double[] matrix, int size)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Length != size * size)
        {
            throw new ArgumentException($"A matrix of {size} × {size} has {size * size} values, not {matrix.Length}.");
        }

        if (matrix.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            throw new ArgumentException("The matrix holds values that are not finite.", nameof(matrix));
        }

        double[] diagonal = new double[size];
        double[] off = new double[size];
        double[] vectors = Tridiagonalize(matrix, size, diagonal, off);
        Diagonalize(diagonal, off, vectors, size);
        return Sorted(diagonal, vectors, size);
    }

    /// <summary>Leaves A = Qᵀ T Q with T = tridiag(diagonal, off) and gives Q, whose rows the rotations will
    /// turn.</summary>
    private static double[] Tridiagonalize(double[] a, int n, double[] diagonal, double[] off)
    {
        double[] q = new double[n * n];
        double[] betas = new double[n];
        double[] w = new double[n];
        for (int k = 0; k < n - 2; k++)
        {
            // Row k right of the diagonal equals the column below it; the reflection is kept there.
            Span<double> v = a.AsSpan((k * n) + k + 1, n - k - 1);
            betas[k] = Reflection(v, out off[k]);
            if (betas[k] == 0)
            {
                continue;
            }

            Span<double> p = w.AsSpan(k + 1, v.Length);
            for (int i = 0; i < v.Length; i++)
            {
                p[i] = betas[k] * TensorPrimitives.Dot(a.AsSpan(((k + 1 + i) * n) + k + 1, v.Length), v);
            }

            TensorPrimitives.MultiplyAdd(v, -0.5 * betas[k] * TensorPrimitives.Dot<double>(p, v), p, p);
            for (int i = 0; i < v.Length; i++)
            {
                Span<double> row = a.AsSpan(((k + 1 + i) * n) + k + 1, v.Length);
                TensorPrimitives.MultiplyAdd(p, -v[i], row, row);
                TensorPrimitives.MultiplyAdd(v, -p[i], row, row);
            }
        }

        for (int k = 0; k < n; k++)
        {
            diagonal[k] = a[(k * n) + k];
            q[(k * n) + k] = 1;
        }

        if (n > 1)
        {
            off[n - 2] = a[((n - 2) * n) + n - 1];
        }

        AccumulateReflections(a, betas, q, n);
        return q;
    }

    /// <summary>Turns x into v of the reflection I - beta v vᵀ that maps x to (first, 0, 0 ...).</summary>
    private static double Reflection(Span<double> x, out double first)
    {
        double tail = x.Length > 1 ? TensorPrimitives.SumOfSquares<double>(x[1..]) : 0;
        first = x[0];
        if (tail == 0)
        {
            return 0;
        }

        double norm = Math.Sqrt((x[0] * x[0]) + tail);
        double sign = x[0] >= 0 ? 1 : -1;
        double v0 = x[0] + (sign * norm);
        first = -sign * norm;
        x[0] = v0;
        return 2 / ((v0 * v0) + tail);
    }

    /// <summary>Q = H(0) H(1) ... transposed into rows: row i of q is the i-th basis vector of the tridiagonal
    /// form.</summary>
    private static void AccumulateReflections(double[] a, double[] betas, double[] q, int n)
    {
        for (int k = n - 3; k >= 0; k--)
        {
            if (betas[k] == 0)
            {
                continue;
            }

            ReadOnlySpan<double> v = a.AsSpan((k * n) + k + 1, n - k - 1);
            for (int i = k + 1; i < n; i++)
            {
                Span<double> row = q.AsSpan((i * n) + k + 1, v.Length);
                TensorPrimitives.MultiplyAdd(v, -betas[k] * TensorPrimitives.Dot(row, v), row, row);
            }
        }
    }

    private static void Diagonalize(double[] d, double[] e, double[] q, int n)
    {
        for (int end = n - 1; end > 0;)
        {
            int steps = 0;
            while (true)
            {
                int start = end;
                while (start > 0 && Math.Abs(e[start - 1]) > 2.3e-16 * (Math.Abs(d[start - 1]) + Math.Abs(d[start])))
                {
                    start--;
                }

                if (start == end)
                {
                    break;
                }

                if (++steps > MaxStepsPerValue)
                {
                    throw new ArithmeticException("The eigenvalue iteration did not converge in " +
                        $"{MaxStepsPerValue} steps.");
                }

                QrStep(d, e, q, n, start, end);
            }

            end--;
        }
    }

    private static void QrStep(double[] d, double[] e, double[] q, int n, int start, int end)
    {
        double half = (d[end - 1] - d[end]) / 2;
        double square = e[end - 1] * e[end - 1];
        double root = Math.Sqrt((half * half) + square);
        double shift = d[end] - (square / (half + (half >= 0 ? root : -root)));
        double x = d[start] - shift;
        double z = e[start];
        for (int k = start; k < end; k++)
        {
            double length = Math.Sqrt((x * x) + (z * z));
            double c = length == 0 ? 1 : x / length;
            double s = length == 0 ? 0 : z / length;
            if (k > start)
            {
                e[k - 1] = length;
            }

            double d0 = d[k];
            double d1 = d[k + 1];
            double off = e[k];
            d[k] = (c * c * d0) + (2 * c * s * off) + (s * s * d1);
            d[k + 1] = (s * s * d0) - (2 * c * s * off) + (c * c * d1);
            e[k] = (c * s * (d1 - d0)) + (((c * c) - (s * s)) * off);
            x = e[k];
            if (k < end - 1)
            {
                z = s * e[k + 1];
                e[k + 1] *= c;
            }

            Rotate(q.AsSpan(k * n, n), q.AsSpan((k + 1) * n, n), c, s);
        }
    }

    private static void Rotate(Span<double> a, Span<double> b, double c, double s)
    {
        for (int i = 0; i < a.Length; i++)
        {
            double left = a[i];
            double right = b[i];
            a[i] = (c * left) + (s * right);
            b[i] = (c * right) - (s * left);
        }
    }

    private static SymmetricEigen Sorted(double[] d, double[] q, int n)
    {
        int[] order = new int[n];
        for (int i = 0; i < n; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (i, j) => d[i] == d[j] ? i.CompareTo(j) : d[j].CompareTo(d[i]));
        double[] values = new double[n];
        double[] vectors = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            values[i] = d[order[i]];
            Span<double> from = q.AsSpan(order[i] * n, n);
            double sign = from[TensorPrimitives.IndexOfMaxMagnitude<double>(from)] < 0 ? -1 : 1;
            TensorPrimitives.Multiply(from, sign, vectors.AsSpan(i * n, n));
        }

        return new SymmetricEigen(values, vectors);
    }
}
