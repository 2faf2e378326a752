namespace Souk.Learning.Decomposition;

/// <summary>
/// All eigenvalues and eigenvectors of a small symmetric matrix: Householder reduction to tridiagonal form, then the
/// implicit QL iteration (Golub and Van Loan, Matrix Computations, 8.3). Time grows with the cube of the size; meant for
/// up to about 2,000.
/// </summary>
internal static class SymmetricEigen
{
    // QL needs one to three sweeps an eigenvalue; a matrix that needs this many is not symmetric or not finite.
    private const int MaximumSweeps = 100;

    /// <summary>Decomposes a symmetric matrix.</summary>
    /// <param name="matrix">Row-major, <paramref name="size"/> squared; destroyed.</param>
    /// <param name="size">The number of rows.</param>
    /// <returns>The eigenvalues, descending, and the eigenvectors as rows in the same order.</returns>
    public static (double[] Values, double[] Vectors) Decompose(double[] matrix, int size)
    {
        double[] diagonal = new double[size];
        double[] offDiagonal = new double[size];
        double[] rotation = Tridiagonalize(matrix, size, diagonal, offDiagonal);
        for (int i = 0; i < size; i++)
        {
            Diagonalize(i, size, diagonal, offDiagonal, rotation);
        }

        return SortDescending(size, diagonal, rotation);
    }

    /// <summary>Leaves the tridiagonal form in the two spans and returns the transposed basis, row-major.</summary>
    private static double[] Tridiagonalize(double[] a, int n, double[] diagonal, double[] offDiagonal)
    {
        double[] scales = new double[n];
        double[] product = new double[n];
        for (int k = 0; k + 2 < n; k++)
        {
            // Row k right of the diagonal is the vector to reflect; the reflector is kept in its place.
            Span<double> v = a.AsSpan((k * n) + k + 1, n - k - 1);
            scales[k] = MakeReflector(v, out offDiagonal[k]);
            if (scales[k] != 0)
            {
                ReflectTrailing(a, n, k, v, scales[k], product);
            }
        }

        for (int i = 0; i < n; i++)
        {
            diagonal[i] = a[(i * n) + i];
        }

        if (n > 1)
        {
            offDiagonal[n - 2] = a[((n - 2) * n) + n - 1];
        }

        return TransposedBasis(a, n, scales);
    }

    /// <summary>Turns x into v with (I − scale·v·vᵀ)x = (head, 0, ...).</summary>
    private static double MakeReflector(Span<double> x, out double head)
    {
        double norm = Math.Sqrt(Dot(x, x));
        head = x[0] > 0 ? -norm : norm;
        if (Dot(x[1..], x[1..]) == 0)
        {
            head = x[0];
            return 0;
        }

        double first = x[0] - head;
        for (int i = 1; i < x.Length; i++)
        {
            x[i] /= first;
        }

        x[0] = 1;
        return -first / head;
    }

    private static void ReflectTrailing(double[] a, int n, int k, ReadOnlySpan<double> v, double scale, double[] product)
    {
        int m = v.Length;
        Span<double> w = product.AsSpan(0, m);
        for (int i = 0; i < m; i++)
        {
            w[i] = scale * Dot(a.AsSpan(((k + 1 + i) * n) + k + 1, m), v);
        }

        double half = 0.5 * scale * Dot(w, v);
        for (int i = 0; i < m; i++)
        {
            w[i] -= half * v[i];
        }

        for (int i = 0; i < m; i++)
        {
            Span<double> row = a.AsSpan(((k + 1 + i) * n) + k + 1, m);
            double vi = v[i];
            double wi = w[i];
            for (int j = 0; j < m; j++)
            {
                row[j] -= (vi * w[j]) + (wi * v[j]);
            }
        }
    }

    private static double[] TransposedBasis(double[] a, int n, double[] scales)
    {
        double[] q = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            q[(i * n) + i] = 1;
        }

        // Q = H₀H₁..., and each H touches only what lies right of and below its own row, so work from the last one up.
        for (int k = n - 3; k >= 0; k--)
        {
            if (scales[k] == 0)
            {
                continue;
            }

            ReadOnlySpan<double> v = a.AsSpan((k * n) + k + 1, n - k - 1);
            for (int row = k + 1; row < n; row++)
            {
                // Rows of the transposed basis are columns of Q: (Hq)ᵀ = qᵀ − scale·(q·v)·vᵀ.
                Span<double> target = q.AsSpan((row * n) + k + 1, n - k - 1);
                double factor = scales[k] * Dot(target, v);
                for (int j = 0; j < v.Length; j++)
                {
                    target[j] -= factor * v[j];
                }
            }
        }

        return q;
    }

    private static void Diagonalize(int first, int n, double[] d, double[] e, double[] vectors)
    {
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            int last = first;
            while (last < n - 1 && Math.Abs(e[last]) > double.Epsilon
                && Math.Abs(e[last]) > 1.1e-16 * (Math.Abs(d[last]) + Math.Abs(d[last + 1])))
            {
                last++;
            }

            if (last == first)
            {
                return;
            }

            Sweep(first, last, n, d, e, vectors);
        }

        throw new ArithmeticException($"No eigenvalue found after {MaximumSweeps} sweeps; is every entry finite?");
    }

    private static void Sweep(int first, int last, int n, double[] d, double[] e, double[] vectors)
    {
        double g = (d[first + 1] - d[first]) / (2 * e[first]);
        double r = double.Hypot(g, 1);
        g = d[last] - d[first] + (e[first] / (g + Math.CopySign(r, g)));
        double sine = 1;
        double cosine = 1;
        double shift = 0;
        for (int i = last - 1; i >= first; i--)
        {
            double f = sine * e[i];
            double b = cosine * e[i];
            r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= shift;
                e[last] = 0;
                return;
            }

            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - shift;
            r = ((d[i] - g) * sine) + (2 * cosine * b);
            shift = sine * r;
            d[i + 1] = g + shift;
            g = (cosine * r) - b;
            Rotate(vectors.AsSpan(i * n, n), vectors.AsSpan((i + 1) * n, n), cosine, sine);
        }

        d[first] -= shift;
        e[first] = g;
        e[last] = 0;
    }

    private static void Rotate(Span<double> lower, Span<double> upper, double cosine, double sine)
    {
        for (int j = 0; j < lower.Length; j++)
        {
            double u = upper[j];
            upper[j] = (sine * lower[j]) + (cosine * u);
            lower[j] = (cosine * lower[j]) - (sine * u);
        }
    }

    private static (double[] Values, double[] Vectors) SortDescending(int n, double[] values, double[] vectors)
    {
        int[] order = new int[n];
        for (int i = 0; i < n; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => values[b] != values[a] ? values[b].CompareTo(values[a]) : a.CompareTo(b));
        double[] sortedValues = new double[n];
        double[] sortedVectors = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            sortedValues[i] = values[order[i]];
            vectors.AsSpan(order[i] * n, n).CopyTo(sortedVectors.AsSpan(i * n, n));
        }

        return (sortedValues, sortedVectors);
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        System.Numerics.Tensors.TensorPrimitives.Dot(x, y);
}
