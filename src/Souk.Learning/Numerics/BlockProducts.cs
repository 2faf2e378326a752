using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Souk.Learning.Data;

namespace Souk.Learning.Numerics;

/// <summary>
/// Products of a matrix with <see cref="Width"/> vectors at once. The vectors stand side by side, entry after entry:
/// entry r of vector k is at r × Width + k. So one read of a sparse entry serves all vectors, and each vector's result
/// is the same whatever the others hold.
/// </summary>
internal static class BlockProducts
{
    /// <summary>How many vectors are multiplied at once: four 256-bit registers, two cache lines.</summary>
    public const int Width = 32;

    private const int Lanes = 8;

    /// <summary>y = a·x for a sparse matrix; x holds a.Columns × Width numbers, y receives a.Rows × Width.</summary>
    public static void Multiply(SparseMatrix a, ReadOnlySpan<float> x, Span<float> y)
    {
        CheckLength(x.Length, a.Columns);
        CheckLength(y.Length, a.Rows);
        ref float from = ref MemoryMarshal.GetReference(x);
        ref float to = ref MemoryMarshal.GetReference(y);
        ReadOnlySpan<int> starts = a.RowStarts;
        ReadOnlySpan<int> columns = a.ColumnIndices;
        ReadOnlySpan<float> values = a.Values;
        for (int r = 0; r < a.Rows; r++)
        {
            Vector256<float> s0 = Vector256<float>.Zero;
            Vector256<float> s1 = s0;
            Vector256<float> s2 = s0;
            Vector256<float> s3 = s0;
            for (int i = starts[r]; i < starts[r + 1]; i++)
            {
                nuint at = (nuint)columns[i] * Width;
                Vector256<float> value = Vector256.Create(values[i]);
                s0 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref from, at), s0);
                s1 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref from, at + Lanes), s1);
                s2 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref from, at + (2 * Lanes)), s2);
                s3 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref from, at + (3 * Lanes)), s3);
            }

            nuint target = (nuint)r * Width;
            s0.StoreUnsafe(ref to, target);
            s1.StoreUnsafe(ref to, target + Lanes);
            s2.StoreUnsafe(ref to, target + (2 * Lanes));
            s3.StoreUnsafe(ref to, target + (3 * Lanes));
        }
    }

    /// <summary>y += a·x for a dense matrix (rows × columns, row after row); x holds columns × Width numbers.</summary>
    public static void AddDense(ReadOnlySpan<float> a, int rows, int columns, ReadOnlySpan<float> x, Span<float> y)
    {
        CheckLength(x.Length, columns);
        CheckLength(y.Length, rows);
        ref float from = ref MemoryMarshal.GetReference(x);
        ref float to = ref MemoryMarshal.GetReference(y);
        int r = 0;
        for (; r + 1 < rows; r += 2)
        {
            AddTwoRows(a.Slice(r * columns, 2 * columns), columns, ref from, ref to, (nuint)r * Width);
        }

        for (; r < rows; r++)
        {
            ReadOnlySpan<float> row = a.Slice(r * columns, columns);
            for (nuint lane = 0; lane < Width; lane += Lanes)
            {
                Vector256<float> sum = Vector256.LoadUnsafe(ref to, ((nuint)r * Width) + lane);
                for (int c = 0; c < columns; c++)
                {
                    Vector256<float> v = Vector256.LoadUnsafe(ref from, ((nuint)c * Width) + lane);
                    sum = Vector256.FusedMultiplyAdd(Vector256.Create(row[c]), v, sum);
                }

                sum.StoreUnsafe(ref to, ((nuint)r * Width) + lane);
            }
        }
    }

    private static void AddTwoRows(ReadOnlySpan<float> rows, int columns, ref float from, ref float to, nuint target)
    {
        Vector256<float> a0 = Vector256.LoadUnsafe(ref to, target);
        Vector256<float> a1 = Vector256.LoadUnsafe(ref to, target + Lanes);
        Vector256<float> a2 = Vector256.LoadUnsafe(ref to, target + (2 * Lanes));
        Vector256<float> a3 = Vector256.LoadUnsafe(ref to, target + (3 * Lanes));
        Vector256<float> b0 = Vector256.LoadUnsafe(ref to, target + Width);
        Vector256<float> b1 = Vector256.LoadUnsafe(ref to, target + Width + Lanes);
        Vector256<float> b2 = Vector256.LoadUnsafe(ref to, target + Width + (2 * Lanes));
        Vector256<float> b3 = Vector256.LoadUnsafe(ref to, target + Width + (3 * Lanes));
        ReadOnlySpan<float> second = rows[columns..];
        for (int c = 0; c < columns; c++)
        {
            nuint at = (nuint)c * Width;
            Vector256<float> x0 = Vector256.LoadUnsafe(ref from, at);
            Vector256<float> x1 = Vector256.LoadUnsafe(ref from, at + Lanes);
            Vector256<float> x2 = Vector256.LoadUnsafe(ref from, at + (2 * Lanes));
            Vector256<float> x3 = Vector256.LoadUnsafe(ref from, at + (3 * Lanes));
            Vector256<float> a = Vector256.Create(rows[c]);
            Vector256<float> b = Vector256.Create(second[c]);
            a0 = Vector256.FusedMultiplyAdd(a, x0, a0);
            a1 = Vector256.FusedMultiplyAdd(a, x1, a1);
            a2 = Vector256.FusedMultiplyAdd(a, x2, a2);
            a3 = Vector256.FusedMultiplyAdd(a, x3, a3);
            b0 = Vector256.FusedMultiplyAdd(b, x0, b0);
            b1 = Vector256.FusedMultiplyAdd(b, x1, b1);
            b2 = Vector256.FusedMultiplyAdd(b, x2, b2);
            b3 = Vector256.FusedMultiplyAdd(b, x3, b3);
        }

        a0.StoreUnsafe(ref to, target);
        a1.StoreUnsafe(ref to, target + Lanes);
        a2.StoreUnsafe(ref to, target + (2 * Lanes));
        a3.StoreUnsafe(ref to, target + (3 * Lanes));
        b0.StoreUnsafe(ref to, target + Width);
        b1.StoreUnsafe(ref to, target + Width + Lanes);
        b2.StoreUnsafe(ref to, target + Width + (2 * Lanes));
        b3.StoreUnsafe(ref to, target + Width + (3 * Lanes));
    }

    private static void CheckLength(int length, int entries)
    {
        if (length != (long)entries * Width)
        {
            throw new ArgumentException($"{Width} vectors of {entries} entries need {(long)entries * Width} " +
                $"numbers; got {length}.");
        }
    }
}
