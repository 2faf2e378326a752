using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Souk.Learning.Data;

namespace Souk.Learning.Clustering;

/// <summary>
/// Finds the nearest of a set of centres, sixteen centres and four rows at a time, by ‖c‖²/2 − x·c, which orders
/// centres as the distance does. Ties go to the lower number.
/// </summary>
internal sealed class CentroidIndex
{
    private const int CentresPerBlock = 16;

    private readonly int _columns;
    private readonly int _centres;
    private readonly float[] _blocks;
    private readonly float[] _halfNorms;

    public CentroidIndex(DenseMatrix centres)
    {
        _columns = centres.Columns;
        _centres = centres.Rows;
        int blocks = (centres.Rows + CentresPerBlock - 1) / CentresPerBlock;
        _blocks = new float[blocks * CentresPerBlock * _columns];
        _halfNorms = new float[blocks * CentresPerBlock];
        _halfNorms.AsSpan().Fill(float.PositiveInfinity);
        for (int k = 0; k < centres.Rows; k++)
        {
            ReadOnlySpan<float> row = centres.Row(k);
            int at = (k / CentresPerBlock * CentresPerBlock * _columns) + (k % CentresPerBlock);
            double squares = 0;
            for (int c = 0; c < row.Length; c++)
            {
                _blocks[at + (c * CentresPerBlock)] = row[c];
                squares += (double)row[c] * row[c];
            }

            _halfNorms[k] = (float)(squares / 2);
        }
    }

    /// <summary>Writes the number of the nearest centre of each row in [from, to).</summary>
    public void Assign(DenseMatrix data, int from, int to, Span<int> nearest)
    {
        for (int r = from; r < to; r += 4)
        {
            AssignFour(data, r, Math.Min(4, to - r), nearest[(r - from)..]);
        }
    }

    private void AssignFour(DenseMatrix data, int first, int rows, Span<int> nearest)
    {
        ReadOnlySpan<float> x0 = data.Row(first);
        ReadOnlySpan<float> x1 = data.Row(first + Math.Min(1, rows - 1));
        ReadOnlySpan<float> x2 = data.Row(first + Math.Min(2, rows - 1));
        ReadOnlySpan<float> x3 = data.Row(first + Math.Min(3, rows - 1));
        ref float centres = ref MemoryMarshal.GetArrayDataReference(_blocks);
        Span<float> best = stackalloc float[4];
        best.Fill(float.PositiveInfinity);
        Span<Vector256<float>> values = stackalloc Vector256<float>[8];
        for (int start = 0; start < _centres; start += CentresPerBlock)
        {
            Vector256<float> a0 = Vector256.LoadUnsafe(ref _halfNorms[start]);
            Vector256<float> b0 = Vector256.LoadUnsafe(ref _halfNorms[start + 8]);
            Vector256<float> a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
            nuint at = (nuint)start * (nuint)_columns;
            for (int c = 0; c < x0.Length; c++)
            {
                Vector256<float> a = Vector256.LoadUnsafe(ref centres, at);
                Vector256<float> b = Vector256.LoadUnsafe(ref centres, at + 8);
                at += CentresPerBlock;
                Vector256<float> x = Vector256.Create(-x0[c]);
                a0 = Vector256.FusedMultiplyAdd(x, a, a0);
                b0 = Vector256.FusedMultiplyAdd(x, b, b0);
                x = Vector256.Create(-x1[c]);
                a1 = Vector256.FusedMultiplyAdd(x, a, a1);
                b1 = Vector256.FusedMultiplyAdd(x, b, b1);
                x = Vector256.Create(-x2[c]);
                a2 = Vector256.FusedMultiplyAdd(x, a, a2);
                b2 = Vector256.FusedMultiplyAdd(x, b, b2);
                x = Vector256.Create(-x3[c]);
                a3 = Vector256.FusedMultiplyAdd(x, a, a3);
                b3 = Vector256.FusedMultiplyAdd(x, b, b3);
            }

            (values[0], values[1], values[2], values[3]) = (a0, b0, a1, b1);
            (values[4], values[5], values[6], values[7]) = (a2, b2, a3, b3);
            for (int i = 0; i < rows; i++)
            {
                Improve(values.Slice(2 * i, 2), start, ref best[i], ref nearest[i]);
            }
        }
    }

    private static void Improve(ReadOnlySpan<Vector256<float>> values, int start, ref float best, ref int nearest)
    {
        Vector256<float> limit = Vector256.Create(best);
        Vector256<float> either = Vector256.LessThan(Vector256.Min(values[0], values[1]), limit);
        if (either == Vector256<float>.Zero)
        {
            return;
        }

        ReadOnlySpan<float> lanes = MemoryMarshal.Cast<Vector256<float>, float>(values);
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            if (lanes[lane] < best)
            {
                best = lanes[lane];
                nearest = start + lane;
            }
        }
    }
}
