using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Decomposition;

/// <summary>
/// Work on matrices of many rows and few columns: Gram matrix, product with a small matrix, and an orthonormal basis of
/// the columns by the Gram matrix's Cholesky factor, twice (CholeskyQR2, Fukaya et al., 2014). The same for any number
/// of threads.
/// </summary>
internal static class TallMatrix
{
    // A column whose part outside the earlier ones is below 1e-6 of its length is rounding noise in 32 bits.
    private const double DependentColumn = 1e-12;
    private const int GramRowsPerBlock = 64;
    private const int GramColumnsPerTask = 16;
    private const int ProductRowsPerBlock = 512;

    /// <summary>The products of all pairs of columns, in 64 bits, row-major and full.</summary>
    public static double[] Gram(DenseMatrix y, int threads, CancellationToken cancellation)
    {
        int k = y.Columns;
        int stride = (k + 3) & ~3;
        double[] gram = new double[k * stride];
        WorkPartition.ForBlocks(
            k, GramColumnsPerTask, threads, (_, from, to) => GramRows(y, gram, stride, from, to), cancellation);
        double[] full = new double[k * k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
            {
                full[(i * k) + j] = j >= (i & ~3) ? gram[(i * stride) + j] : full[(j * k) + i];
            }
        }

        return full;
    }

    /// <summary>y times a small matrix (y.Columns × <paramref name="width"/>, row-major).</summary>
    public static DenseMatrix Multiply(
        DenseMatrix y, float[] small, int width, int threads, CancellationToken cancellation)
    {
        var result = new DenseMatrix(y.Rows, width);
        int padded = (width + 15) & ~15;
        float[] right = new float[y.Columns * padded];
        for (int i = 0; i < y.Columns; i++)
        {
            small.AsSpan(i * width, width).CopyTo(right.AsSpan(i * padded));
        }

        WorkPartition.ForBlocks(
            y.Rows,
            ProductRowsPerBlock,
            threads,
            (_, from, to) =>
            {
                float[] four = new float[4 * padded];
                for (int r = from; r < to; r += 4)
                {
                    int rows = Math.Min(4, to - r);
                    MultiplyFour(y, r, rows, right, padded, four);
                    for (int i = 0; i < rows; i++)
                    {
                        four.AsSpan(i * padded, width).CopyTo(result.Row(r + i));
                    }
                }
            },
            cancellation);
        return result;
    }

    /// <summary>An orthonormal basis of y's columns; columns that depend on earlier ones become zero.</summary>
    public static DenseMatrix Orthonormalize(DenseMatrix y, int threads, CancellationToken cancellation)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            float[] inverse = InverseCholesky(Gram(y, threads, cancellation), y.Columns);
            y = Multiply(y, inverse, y.Columns, threads, cancellation);
        }

        return y;
    }

    private static void GramRows(DenseMatrix y, double[] gram, int stride, int from, int to)
    {
        // A block of rows is widened once to 64 bits, columns padded to fours, and used for all pairs of the task.
        double[] block = new double[GramRowsPerBlock * stride];
        for (int start = 0; start < y.Rows; start += GramRowsPerBlock)
        {
            int rows = Math.Min(GramRowsPerBlock, y.Rows - start);
            for (int r = 0; r < rows; r++)
            {
                ReadOnlySpan<float> source = y.Row(start + r);
                for (int c = from & ~3; c < source.Length; c++)
                {
                    block[(r * stride) + c] = source[c];
                }
            }

            for (int i = from; i < to; i += 4)
            {
                for (int j = i & ~3; j < stride; j += 4)
                {
                    AddTile(block, rows, stride, gram, i, Math.Min(4, to - i), j);
                }
            }
        }
    }

    private static void AddTile(double[] block, int rows, int stride, double[] gram, int i, int height, int j)
    {
        ref double b = ref MemoryMarshal.GetArrayDataReference(block);
        Vector256<double> s0 = Vector256<double>.Zero;
        Vector256<double> s1 = s0;
        Vector256<double> s2 = s0;
        Vector256<double> s3 = s0;
        for (int r = 0; r < rows; r++)
        {
            nuint at = (nuint)(r * stride);
            Vector256<double> right = Vector256.LoadUnsafe(ref b, at + (nuint)j);
            Vector256<double> left = Vector256.LoadUnsafe(ref b, at + (nuint)i);
            s0 = Vector256.FusedMultiplyAdd(Vector256.Create(left[0]), right, s0);
            s1 = Vector256.FusedMultiplyAdd(Vector256.Create(left[1]), right, s1);
            s2 = Vector256.FusedMultiplyAdd(Vector256.Create(left[2]), right, s2);
            s3 = Vector256.FusedMultiplyAdd(Vector256.Create(left[3]), right, s3);
        }

        ReadOnlySpan<Vector256<double>> sums = [s0, s1, s2, s3];
        for (int h = 0; h < height; h++)
        {
            Span<double> target = gram.AsSpan(((i + h) * stride) + j, 4);
            (Vector256.Create<double>(target) + sums[h]).CopyTo(target);
        }
    }

    private static void MultiplyFour(DenseMatrix y, int row, int rows, float[] right, int padded, float[] four)
    {
        ref float b = ref MemoryMarshal.GetArrayDataReference(right);
        ReadOnlySpan<float> y0 = y.Row(row);
        ReadOnlySpan<float> y1 = y.Row(row + Math.Min(1, rows - 1));
        ReadOnlySpan<float> y2 = y.Row(row + Math.Min(2, rows - 1));
        ReadOnlySpan<float> y3 = y.Row(row + Math.Min(3, rows - 1));
        for (int j = 0; j < padded; j += 8)
        {
            Vector256<float> s0 = Vector256<float>.Zero;
            Vector256<float> s1 = s0;
            Vector256<float> s2 = s0;
            Vector256<float> s3 = s0;
            for (int k = 0; k < y0.Length; k++)
            {
                Vector256<float> v = Vector256.LoadUnsafe(ref b, (nuint)((k * padded) + j));
                s0 = Vector256.FusedMultiplyAdd(Vector256.Create(y0[k]), v, s0);
                s1 = Vector256.FusedMultiplyAdd(Vector256.Create(y1[k]), v, s1);
                s2 = Vector256.FusedMultiplyAdd(Vector256.Create(y2[k]), v, s2);
                s3 = Vector256.FusedMultiplyAdd(Vector256.Create(y3[k]), v, s3);
            }

            s0.CopyTo(four, j);
            s1.CopyTo(four, padded + j);
            s2.CopyTo(four, (2 * padded) + j);
            s3.CopyTo(four, (3 * padded) + j);
        }
    }

    /// <summary>The inverse of the upper Cholesky factor; rows and columns of dependent columns are zero.</summary>
    private static float[] InverseCholesky(double[] gram, int n)
    {
        double[] inverse = new double[n * n];
        double[] factor = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            // Column j of the factor, by forward substitution over the earlier columns.
            for (int i = 0; i < j; i++)
            {
                double pivot = factor[(i * n) + i];
                double sum = gram[(i * n) + j] - ColumnDot(factor, n, i, j, i);
                factor[(i * n) + j] = pivot == 0 ? 0 : sum / pivot;
            }

            double rest = gram[(j * n) + j] - ColumnDot(factor, n, j, j, j);
            if (rest <= DependentColumn * gram[(j * n) + j])
            {
                continue;
            }

            double root = Math.Sqrt(rest);
            factor[(j * n) + j] = root;
            for (int i = 0; i < j; i++)
            {
                double sum = 0;
                for (int k = i; k < j; k++)
                {
                    sum += inverse[(i * n) + k] * factor[(k * n) + j];
                }

                inverse[(i * n) + j] = -sum / root;
            }

            inverse[(j * n) + j] = 1 / root;
        }

        return Array.ConvertAll(inverse, x => (float)x);
    }

    private static double ColumnDot(double[] factor, int n, int left, int right, int rows)
    {
        double sum = 0;
        for (int k = 0; k < rows; k++)
        {
            sum += factor[(k * n) + left] * factor[(k * n) + right];
        }

        return sum;
    }
}
