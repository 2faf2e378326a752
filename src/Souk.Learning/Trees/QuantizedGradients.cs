using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// First and second derivatives of every row as whole numbers, packed into one: the first in the upper 32 bits, the
/// second in the lower. Sums of whole numbers do not depend on their order, so histograms are the same for any number
/// of threads, and one addition adds both. The scales are powers of two, as large as the sums over all rows allow, so a
/// sum is off by at most half a unit a row (about rows / 2^31 of the mean derivative).
/// </summary>
internal sealed class QuantizedGradients(int rows, int threads)
{
    private const int RowsPerBlock = 16_384;

    private readonly double[] _firstSums = new double[WorkPartition.BlockCount(rows, RowsPerBlock)];
    private readonly double[] _secondSums = new double[WorkPartition.BlockCount(rows, RowsPerBlock)];

    /// <summary>The packed derivatives, one a row.</summary>
    public long[] Packed { get; } = new long[rows];

    /// <summary>First derivatives stand multiplied by this.</summary>
    public double FirstScale { get; private set; } = 1;

    /// <summary>Second derivatives stand multiplied by this.</summary>
    public double SecondScale { get; private set; } = 1;

    /// <summary>The first derivative in a packed sum, still scaled.</summary>
    public static int First(long packed) => (int)(packed >> 32);

    /// <summary>The second derivative in a packed sum, still scaled.</summary>
    public static uint Second(long packed) => (uint)packed;

    /// <summary>Quantizes the derivatives of all rows; second derivatives must not be negative.</summary>
    public void Set(float[] first, float[] second)
    {
        WorkPartition.ForBlocks(rows, RowsPerBlock, threads, (block, from, to) =>
        {
            _firstSums[block] = TensorPrimitives.SumOfMagnitudes<float>(first.AsSpan(from, to - from));
            _secondSums[block] = TensorPrimitives.Sum<float>(second.AsSpan(from, to - from));
        });
        FirstScale = Scale(int.MaxValue, _firstSums);
        SecondScale = Scale(uint.MaxValue, _secondSums);
        WorkPartition.ForBlocks(rows, RowsPerBlock, threads, (_, from, to) =>
        {
            int r = from;
            for (; r <= to - Vector256<long>.Count; r += Vector256<long>.Count)
            {
                Vector256<long> g = Scaled(first, r, FirstScale);
                Vector256<long> h = Scaled(second, r, SecondScale);
                ((g << 32) + h).CopyTo(Packed, r);
            }

            for (; r < to; r++)
            {
                long g = (long)Math.Round(first[r] * FirstScale);
                long h = (long)Math.Round(second[r] * SecondScale);
                Packed[r] = (g << 32) + h;
            }
        });
    }

    private static Vector256<long> Scaled(float[] values, int at, double scale)
    {
        (Vector256<double> wide, _) = Vector256.Widen(Vector128.Create(values, at).ToVector256Unsafe());
        return Vector256.ConvertToInt64(Vector256.Round(wide * scale));
    }

    /// <summary>The largest power of two that keeps the sum, each row rounded up, below the limit (with room for the
    /// float sums' own error).</summary>
    private double Scale(double limit, double[] blockSums)
    {
        double sum = 0;
        foreach (double block in blockSums)
        {
            sum += block;
        }

        if (sum == 0)
        {
            return 1;
        }

        int exponent = (int)Math.Floor(Math.Log2((limit - rows) * 0.999 / sum));
        return Math.ScaleB(1, Math.Clamp(exponent, -900, 900));
    }
}
