using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Decomposition;

/// <summary>
/// Truncated singular value decomposition of large matrices by a randomized range finder with power iterations (Halko,
/// Martinsson and Tropp, 2011). Costs 2 + 2 × power iterations products of the matrix with a block of rank +
/// oversampling vectors; holds one such block of each side. The same for any number of threads.
/// </summary>
public static class RandomizedSvd
{
    // Below this share of the largest singular value there is only the rounding of 32-bit products.
    private const double Negligible = 1e-7;

    /// <summary>Decomposes a sparse matrix; a transposed copy is made for the run.</summary>
    /// <exception cref="ArgumentException">The matrix has no rows or no columns, or a setting is out of
    /// range.</exception>
    public static TruncatedSvd Decompose(
        SparseMatrix matrix, RandomizedSvdOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Decompose(new SparseMap(matrix), options, cancellation);
    }

    /// <summary>Decomposes a dense matrix as it is (not centred; see <see cref="PrincipalComponents"/>).</summary>
    /// <exception cref="ArgumentException">The matrix has no rows or no columns, or a setting is out of
    /// range.</exception>
    public static TruncatedSvd Decompose(
        DenseMatrix matrix, RandomizedSvdOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Decompose(new DenseMap(matrix), options, cancellation);
    }

    internal static TruncatedSvd Decompose(ILinearMap map, RandomizedSvdOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (map.Rows == 0 || map.Columns == 0)
        {
            throw new ArgumentException($"A matrix of {map.Rows} × {map.Columns} has no singular values.");
        }

        int smaller = Math.Min(map.Rows, map.Columns);
        int rank = Math.Min(options.Rank, smaller);
        int width = (int)Math.Min((long)rank + options.Oversampling, smaller);
        int threads = options.Threads;
        DenseMatrix right = RandomDirections(map.Columns, width, options.Seed);
        var left = new DenseMatrix(map.Rows, width);
        for (int i = 0; i <= options.PowerIterations; i++)
        {
            map.Multiply(right, left, threads, cancellation);
            left = TallMatrix.Orthonormalize(left, threads, cancellation);
            map.MultiplyTransposed(left, right, threads, cancellation);
            if (i < options.PowerIterations)
            {
                right = TallMatrix.Orthonormalize(right, threads, cancellation);
            }
        }

        // With Q = left and B = QᵀA = rightᵀ: the eigenvectors of B·Bᵀ are B's left singular vectors.
        double[] gram = TallMatrix.Gram(right, threads, cancellation);
        SymmetricEigen eigen = SymmetricEigen.Decompose(gram, width);
        return Assemble(left, right, eigen.Values, eigen.Vectors, rank, threads, cancellation);
    }

    private static DenseMatrix RandomDirections(int rows, int columns, ulong seed)
    {
        var directions = new DenseMatrix(rows, columns);
        var random = new SeededRandom(seed);
        foreach (ref float value in directions.Values.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return directions;
    }

    private static TruncatedSvd Assemble(
        DenseMatrix left,
        DenseMatrix right,
        double[] eigenvalues,
        double[] eigenvectors,
        int rank,
        int threads,
        CancellationToken cancellation)
    {
        int width = left.Columns;
        double[] singular = new double[rank];
        float[] toLeft = new float[width * rank];
        float[] toRight = new float[width * rank];
        for (int k = 0; k < rank; k++)
        {
            double value = Math.Sqrt(Math.Max(0, eigenvalues[k]));
            if (value <= Negligible * Math.Sqrt(Math.Max(0, eigenvalues[0])))
            {
                continue;
            }

            singular[k] = value;
            for (int i = 0; i < width; i++)
            {
                double entry = eigenvectors[(k * width) + i];
                toLeft[(i * rank) + k] = (float)entry;
                toRight[(i * rank) + k] = (float)(entry / value);
            }
        }

        DenseMatrix u = TallMatrix.Multiply(left, toLeft, rank, threads, cancellation);
        DenseMatrix v = TallMatrix.Multiply(right, toRight, rank, threads, cancellation);
        FixSigns(u, v);
        return new TruncatedSvd(u, singular, v);
    }

    /// <summary>Makes the largest entry of each right vector positive: signs are arbitrary, files should not
    /// differ.</summary>
    private static void FixSigns(DenseMatrix left, DenseMatrix right)
    {
        for (int k = 0; k < right.Columns; k++)
        {
            float largest = 0;
            for (int i = k; i < right.Values.Length; i += right.Columns)
            {
                float value = right.Values[i];
                largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
            }

            if (largest < 0)
            {
                Negate(left, k);
                Negate(right, k);
            }
        }
    }

    private static void Negate(DenseMatrix matrix, int column)
    {
        for (int i = column; i < matrix.Values.Length; i += matrix.Columns)
        {
            matrix.Values[i] = -matrix.Values[i];
        }
    }
}
