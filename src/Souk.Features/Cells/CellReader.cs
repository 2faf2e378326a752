using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Features.Cells;

/// <summary>Reads cells. A row of handle 0 stands for a key without events. Safe for readers while the writer is held
/// off.</summary>
internal readonly struct CellReader
{
    private readonly Arena _arena;
    private readonly uint _row;

    internal CellReader(Arena arena, uint row)
    {
        _arena = arena;
        _row = row;
    }

    internal uint Count(Cell cell, int window) =>
        _row == 0 ? 0 : Read<uint>(cell.CountsAt + (window * sizeof(uint)));

    internal Int128 WholeSum(Cell cell, int window) =>
        _row == 0 ? 0 : Read<Int128>(cell.At + (window * Cell.SumBytes));

    /// <summary>The sum in the unit of the values (money in ten-thousandths).</summary>
    internal DoubleDouble Sum(Cell cell, int window) => SumAt(cell, cell.At + (window * Cell.SumBytes));

    internal DoubleDouble Squares(Cell cell, int window) => SumAt(cell, cell.SquaresAt + (window * Cell.SumBytes));

    /// <summary>The sample variance in the square of the values' unit; NaN below two values.</summary>
    internal double Variance(Cell cell, int window)
    {
        uint count = Count(cell, window);
        if (count < 2)
        {
            return double.NaN;
        }

        DoubleDouble sum = Sum(cell, window);
        DoubleDouble deviations = Squares(cell, window);
        deviations.Add(sum.Times(sum).DividedBy(count).Negated());
        return Math.Max(0, deviations.Value) / (count - 1);
    }

    /// <summary>The best value of a windowed smallest or largest, later than a time.</summary>
    internal bool TryExtreme(Cell cell, long after, out long value) => TryFirst(cell, after, out value, out _);

    /// <summary>The oldest value of a ring that is later than a time.</summary>
    internal bool TryFirst(Cell cell, long after, out long value, out long time)
    {
        (value, time) = (0, 0);
        if (_row == 0)
        {
            return false;
        }

        ref readonly RingCell ring = ref Read<RingCell>(cell.At);
        uint index = Ring.FirstAfter(_arena, in ring, after);
        if (index == ring.Count)
        {
            return false;
        }

        RingEntry entry = Ring.Get(_arena, in ring, index);
        (value, time) = (entry.Value, entry.Time);
        return true;
    }

    /// <summary>The single value of a cell that has one.</summary>
    internal StampedValue Single(Cell cell) => _row == 0 ? default : Read<StampedValue>(cell.At);

    /// <summary>What is left of a decayed sum at a time.</summary>
    internal double Decayed(Cell cell, long now)
    {
        StampedValue sum = Single(cell);
        return sum.HasValue ? sum.Number * HalfLife.Left((double)(now - sum.Time) / cell.HalfLife) : 0;
    }

    internal double Estimate(Cell cell) => _row == 0 ? 0 : Sketch.Estimate(_arena, Read<uint>(cell.At));

    /// <summary>The newest values later than a time, the newest first, at most as many as fit.</summary>
    internal int Newest(Cell cell, long after, Span<long> values)
    {
        if (_row == 0)
        {
            return 0;
        }

        ref readonly RingCell ring = ref Read<RingCell>(cell.At);
        int count = 0;
        for (uint i = ring.Count; i > 0 && count < values.Length; i--)
        {
            RingEntry entry = Ring.Get(_arena, in ring, i - 1);
            if (entry.Time <= after)
            {
                break;
            }

            values[count++] = entry.Value;
        }

        return count;
    }

    /// <summary>The heaviest values, the heaviest first, at most as many as fit; of equal weights the one that came
    /// first.</summary>
    internal int HeaviestOf(Cell cell, Span<long> values)
    {
        if (_row == 0)
        {
            return 0;
        }

        ref readonly HeaviestCell heaviest = ref Read<HeaviestCell>(cell.At);
        ReadOnlySpan<long> known = Heaviest.ValuesOf(_arena, in heaviest);
        ReadOnlySpan<double> weights = Heaviest.WeightsOf(_arena, in heaviest);
        Span<int> best = stackalloc int[values.Length];
        int count = 0;
        for (int i = 0; i < known.Length; i++)
        {
            int place = count;
            while (place > 0 && weights[best[place - 1]] < weights[i])
            {
                place--;
            }

            if (place == values.Length)
            {
                continue;
            }

            count = Math.Min(count + 1, values.Length);
            best[place..(count - 1)].CopyTo(best[(place + 1)..]);
            best[place] = i;
        }

        for (int i = 0; i < count; i++)
        {
            values[i] = known[best[i]];
        }

        return count;
    }

    private DoubleDouble SumAt(Cell cell, int offset)
    {
        if (_row == 0)
        {
            return default;
        }

        return cell.IsNumber ? Read<DoubleDouble>(offset) : DoubleDouble.FromInt128(Read<Int128>(offset));
    }

    private ref readonly T Read<T>(int offset) =>
        ref Unsafe.As<byte, T>(ref Unsafe.Add(ref Unsafe.AsRef(in _arena.Read<byte>(_row)), offset));
}
