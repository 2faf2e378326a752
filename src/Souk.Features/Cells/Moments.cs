using System.Runtime.CompilerServices;

namespace Souk.Features.Cells;

/// <summary>
/// Counts, sums and sums of squares, one of each a window. Whole values are summed in 128 bits, which is exact (and, as
/// arithmetic modulo 2^128, undone exactly). Doubles are summed as <see cref="DoubleDouble"/>; an empty window sets its
/// sum back to nothing.
/// </summary>
internal static class Moments
{
    internal static void Add(Cell cell, ref byte start, long value)
    {
        int slots = cell.Slots;
        ref uint counts = ref CellWriter.At<uint>(ref start, cell.CountsAt);
        for (int i = 0; i < slots; i++)
        {
            Unsafe.Add(ref counts, i)++;
        }

        if (!cell.HasSum)
        {
            return;
        }

        ref byte sums = ref Unsafe.Add(ref start, cell.At);
        if (cell.IsNumber)
        {
            AddNumber(ref Unsafe.As<byte, DoubleDouble>(ref sums), slots, BitConverter.Int64BitsToDouble(value));
        }
        else
        {
            AddWhole(ref Unsafe.As<byte, Int128>(ref sums), slots, value);
        }

        if (cell.HasSquares)
        {
            AddSquares(cell, ref Unsafe.Add(ref start, cell.SquaresAt), slots, value);
        }
    }

    internal static void Take(Cell cell, ref byte start, int window, long value)
    {
        ref uint count = ref CellWriter.At<uint>(ref start, cell.CountsAt + (window * sizeof(uint)));
        count--;
        if (!cell.HasSum)
        {
            return;
        }

        TakeOne(cell, ref Unsafe.Add(ref start, cell.At + (window * Cell.SumBytes)), count, value, squared: false);
        if (cell.HasSquares)
        {
            int at = cell.SquaresAt + (window * Cell.SumBytes);
            TakeOne(cell, ref Unsafe.Add(ref start, at), count, value, squared: true);
        }
    }

    private static void AddWhole(ref Int128 sums, int slots, Int128 value)
    {
        for (int i = 0; i < slots; i++)
        {
            Unsafe.Add(ref sums, i) += value;
        }
    }

    private static void AddNumber(ref DoubleDouble sums, int slots, double value)
    {
        for (int i = 0; i < slots; i++)
        {
            Unsafe.Add(ref sums, i).Add(value);
        }
    }

    private static void AddSquares(Cell cell, ref byte squares, int slots, long value)
    {
        if (!cell.IsNumber)
        {
            AddWhole(ref Unsafe.As<byte, Int128>(ref squares), slots, (Int128)value * value);
            return;
        }

        DoubleDouble square = DoubleDouble.Square(BitConverter.Int64BitsToDouble(value));
        for (int i = 0; i < slots; i++)
        {
            Unsafe.Add(ref Unsafe.As<byte, DoubleDouble>(ref squares), i).Add(square);
        }
    }

    private static void TakeOne(Cell cell, ref byte sum, uint count, long value, bool squared)
    {
        if (!cell.IsNumber)
        {
            Unsafe.As<byte, Int128>(ref sum) -= squared ? (Int128)value * value : value;
            return;
        }

        ref DoubleDouble number = ref Unsafe.As<byte, DoubleDouble>(ref sum);
        double bits = BitConverter.Int64BitsToDouble(value);
        if (count == 0)
        {
            number = default;
        }
        else if (squared)
        {
            number.Add(DoubleDouble.Square(bits).Negated());
        }
        else
        {
            number.Add(-bits);
        }
    }
}
