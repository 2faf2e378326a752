using System.Runtime.CompilerServices;

namespace Souk.Learning.Numerics;

/// <summary>
/// Small dense matrix products out of one register tile (4 rows × 32 columns, the inner index running): every element
/// is summed in the order of the inner index with fused multiply-adds, so that neither the tiling nor the register
/// width changes a result. The left factor is read element by element with any strides (so it may be transposed), the
/// right one sixteen columns at a time. Column counts are multiples of sixteen.
/// </summary>
internal static unsafe class MatrixKernels
{
    private const int TileRows = 4;
    private const int TileColumns = 2 * VectorTable.Lanes;

    /// <summary>c (rows × columns) = a × b, or c += a × b. Element (r, k) of a stands at a[r × aRow + k × aStep],
    /// (k, j) of b at b[k × bStep + j], (r, j) of c at c[r × cRow + j].</summary>
    public static void Multiply(
        float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, int rows, int columns, int steps,
        bool add)
    {
        if (Lanes512.IsSupported)
        {
            Multiply<Lanes512>(a, aRow, aStep, b, bStep, c, cRow, rows, columns, steps, add, false);
        }
        else
        {
            Multiply<Lanes256>(a, aRow, aStep, b, bStep, c, cRow, rows, columns, steps, add, false);
        }
    }

    /// <summary>Adds mᵀm (m: steps × size, size a multiple of sixteen) to the upper triangle of c; below the diagonal,
    /// c holds leftovers of no meaning.</summary>
    public static void AddGramUpper(float* m, nint mStep, float* c, nint cRow, int size, int steps)
    {
        if (Lanes512.IsSupported)
        {
            Multiply<Lanes512>(m, 1, mStep, m, mStep, c, cRow, size, size, steps, true, true);
        }
        else
        {
            Multiply<Lanes256>(m, 1, mStep, m, mStep, c, cRow, size, size, steps, true, true);
        }
    }

    internal static void Multiply<T>(
        float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow,
        int rows, int columns, int steps, bool add, bool upper)
        where T : struct, ILanes<T>
    {
        int r = 0;
        for (; r + TileRows <= rows; r += TileRows)
        {
            int j = upper ? r / VectorTable.Lanes * VectorTable.Lanes : 0;
            for (; j + TileColumns <= columns; j += TileColumns)
            {
                Tile4x32<T>(a + (r * aRow), aRow, aStep, b + j, bStep, c + (r * cRow) + j, cRow, steps, add);
            }

            if (j < columns)
            {
                Tile4x16<T>(a + (r * aRow), aRow, aStep, b + j, bStep, c + (r * cRow) + j, cRow, steps, add);
            }
        }

        for (; r < rows; r++)
        {
            for (int j = 0; j < columns; j += VectorTable.Lanes)
            {
                Tile1x16<T>(a + (r * aRow), aStep, b + j, bStep, c + (r * cRow) + j, steps, add);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile4x32<T>(
        float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, int steps, bool add)
        where T : struct, ILanes<T>
    {
        T s00 = T.Zero, s01 = T.Zero, s10 = T.Zero, s11 = T.Zero;
        T s20 = T.Zero, s21 = T.Zero, s30 = T.Zero, s31 = T.Zero;
        if (add)
        {
            s00 = T.Load(c);
            s01 = T.Load(c + 16);
            s10 = T.Load(c + cRow);
            s11 = T.Load(c + cRow + 16);
            s20 = T.Load(c + (2 * cRow));
            s21 = T.Load(c + (2 * cRow) + 16);
            s30 = T.Load(c + (3 * cRow));
            s31 = T.Load(c + (3 * cRow) + 16);
        }

        float* a1 = a + aRow;
        float* a2 = a1 + aRow;
        float* a3 = a2 + aRow;
        for (nint k = 0, at = 0; k < steps; k++, at += aStep, b += bStep)
        {
            T b0 = T.Load(b);
            T b1 = T.Load(b + 16);
            T left = T.Broadcast(a[at]);
            s00 = T.MultiplyAdd(left, b0, s00);
            s01 = T.MultiplyAdd(left, b1, s01);
            left = T.Broadcast(a1[at]);
            s10 = T.MultiplyAdd(left, b0, s10);
            s11 = T.MultiplyAdd(left, b1, s11);
            left = T.Broadcast(a2[at]);
            s20 = T.MultiplyAdd(left, b0, s20);
            s21 = T.MultiplyAdd(left, b1, s21);
            left = T.Broadcast(a3[at]);
            s30 = T.MultiplyAdd(left, b0, s30);
            s31 = T.MultiplyAdd(left, b1, s31);
        }

        T.Store(c, s00);
        T.Store(c + 16, s01);
        T.Store(c + cRow, s10);
        T.Store(c + cRow + 16, s11);
        T.Store(c + (2 * cRow), s20);
        T.Store(c + (2 * cRow) + 16, s21);
        T.Store(c + (3 * cRow), s30);
        T.Store(c + (3 * cRow) + 16, s31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x16<T>(
        float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, int steps, bool add)
        where T : struct, ILanes<T>
    {
        T s0 = add ? T.Load(c) : T.Zero;
        T s1 = add ? T.Load(c + cRow) : T.Zero;
        T s2 = add ? T.Load(c + (2 * cRow)) : T.Zero;
        T s3 = add ? T.Load(c + (3 * cRow)) : T.Zero;
        for (nint k = 0, at = 0; k < steps; k++, at += aStep, b += bStep)
        {
            T right = T.Load(b);
            s0 = T.MultiplyAdd(T.Broadcast(a[at]), right, s0);
            s1 = T.MultiplyAdd(T.Broadcast(a[at + aRow]), right, s1);
            s2 = T.MultiplyAdd(T.Broadcast(a[at + (2 * aRow)]), right, s2);
            s3 = T.MultiplyAdd(T.Broadcast(a[at + (3 * aRow)]), right, s3);
        }

        T.Store(c, s0);
        T.Store(c + cRow, s1);
        T.Store(c + (2 * cRow), s2);
        T.Store(c + (3 * cRow), s3);
    }

    private static void Tile1x16<T>(float* a, nint aStep, float* b, nint bStep, float* c, int steps, bool add)
        where T : struct, ILanes<T>
    {
        T sum = add ? T.Load(c) : T.Zero;
        for (nint k = 0, at = 0; k < steps; k++, at += aStep, b += bStep)
        {
            sum = T.MultiplyAdd(T.Broadcast(a[at]), T.Load(b), sum);
        }

        T.Store(c, sum);
    }

    /// <summary>One row times a panel of 32 columns that stand side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile1x32<T>(float* a, float* b, float* c, int steps, bool add)
        where T : struct, ILanes<T>
    {
        T low = add ? T.Load(c) : T.Zero;
        T high = add ? T.Load(c + 16) : T.Zero;
        for (nint k = 0; k < steps; k++, b += TileColumns)
        {
            T left = T.Broadcast(a[k]);
            low = T.MultiplyAdd(left, T.Load(b), low);
            high = T.MultiplyAdd(left, T.Load(b + 16), high);
        }

        T.Store(c, low);
        T.Store(c + 16, high);
    }
}
