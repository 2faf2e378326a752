using System.Runtime.CompilerServices;
using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Features.Cells;

/// <summary>Brings values into cells, when an event comes or when its delay is over.</summary>
internal sealed class CellWriter
{
    private readonly Arena _arena;
    private readonly EntityTable _entities;
    private readonly long[] _passedPositions;

    /// <summary>Makes a writer.</summary>
    /// <param name="arena">Where the cells are.</param>
    /// <param name="entities">Who numbers values.</param>
    /// <param name="passedPositions">For each cursor the log position of the last event it passed; kept up to date by
    /// the owner.</param>
    internal CellWriter(Arena arena, EntityTable entities, long[] passedPositions)
    {
        _arena = arena;
        _entities = entities;
        _passedPositions = passedPositions;
    }

    internal DistinctValues Distinct { get; set; }

    /// <summary>Adds one event's value to a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="row">The row's handle.</param>
    /// <param name="start">The row.</param>
    /// <param name="value">The value's bits; 0 if the cell takes none.</param>
    /// <param name="weight">The weight, for the heaviest values.</param>
    /// <param name="time">The event's log time.</param>
    /// <param name="position">The event's log position.</param>
    internal void Enter(Cell cell, uint row, ref byte start, long value, double weight, long time, long position)
    {
        switch (cell.Family)
        {
            case CellFamily.Moments:
                Moments.Add(cell, ref start, value);
                break;
            case CellFamily.Minimum or CellFamily.Maximum:
                EnterExtreme(cell, ref start, value, time);
                break;
            case CellFamily.Distinct:
                EnterDistinct(cell, row, ref start, value, position);
                break;
            case CellFamily.Series:
                Hold(cell, value);
                RingEntry entry = new() { Value = value, Time = time };
                Ring.PushBack(_arena, ref At<RingCell>(ref start, cell.At), entry);
                break;
            case CellFamily.Newest:
                EnterNewest(cell, ref start, value, time);
                break;
            case CellFamily.First or CellFamily.Last:
                EnterSingle(cell, ref At<StampedValue>(ref start, cell.At), value, time);
                break;
            case CellFamily.Decayed:
                double share = BitConverter.Int64BitsToDouble(value);
                EnterDecayed(cell, ref At<StampedValue>(ref start, cell.At), share, time);
                break;
            case CellFamily.Heaviest:
                EnterHeaviest(cell, ref At<HeaviestCell>(ref start, cell.At), value, weight, time);
                break;
            default:
                Sketch.Add(_arena, ref At<uint>(ref start, cell.At), value, (ulong)cell.NumberKind);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref T At<T>(ref byte start, int offset) =>
        ref Unsafe.As<byte, T>(ref Unsafe.Add(ref start, offset));

    private void EnterExtreme(Cell cell, ref byte start, long value, long time)
    {
        if (!cell.IsWindowed)
        {
            ref StampedValue best = ref At<StampedValue>(ref start, cell.At);
            if (!best.HasValue || !Order.KeepsAgainst(cell, best.Value, value))
            {
                best = new StampedValue(value, time);
            }

            return;
        }

        // An older value that is not better than the new one can never be the answer again.
        ref RingCell ring = ref At<RingCell>(ref start, cell.At);
        while (ring.Count > 0
            && !Order.KeepsAgainst(cell, Ring.Get(_arena, in ring, ring.Count - 1).Value, value))
        {
            Ring.PopBack(_arena, ref ring);
        }

        Ring.PushBack(_arena, ref ring, new RingEntry { Value = value, Time = time });
    }

    private void EnterDistinct(Cell cell, uint row, ref byte start, long value, long position)
    {
        long last = Distinct.Note(row + ((uint)cell.At / 8), value, position, out uint added);
        ref uint counts = ref At<uint>(ref start, cell.CountsAt);
        if (added != 0)
        {
            Hold(cell, value);
        }

        if (!cell.IsWindowed)
        {
            if (added != 0)
            {
                ref uint first = ref At<uint>(ref start, cell.At);
                _arena.Write<DistinctEntry>(added).NextOfOwner = first;
                first = added;
                counts++;
            }

            return;
        }

        for (int window = 0; window < cell.Windows.Length; window++)
        {
            if (last > _passedPositions[cell.Cursors[window]])
            {
                break;
            }

            Unsafe.Add(ref counts, window)++;
        }
    }

    private void EnterNewest(Cell cell, ref byte start, long value, long time)
    {
        ref RingCell ring = ref At<RingCell>(ref start, cell.At);
        Hold(cell, value);
        if (ring.Count == cell.Limit)
        {
            LetGo(cell, Ring.PopFront(_arena, ref ring).Value);
        }

        Ring.PushBack(_arena, ref ring, new RingEntry { Value = value, Time = time });
    }

    private void EnterSingle(Cell cell, ref StampedValue single, long value, long time)
    {
        if (single.HasValue && cell.Family == CellFamily.First)
        {
            return;
        }

        Hold(cell, value);
        if (single.HasValue)
        {
            LetGo(cell, single.Value);
        }

        single = new StampedValue(value, time);
    }

    private static void EnterDecayed(Cell cell, ref StampedValue sum, double value, long time)
    {
        double before = sum.HasValue ? sum.Number * HalfLife.Left((double)(time - sum.Time) / cell.HalfLife) : 0;
        sum = new StampedValue(BitConverter.DoubleToInt64Bits(before + value), time);
    }

    private void EnterHeaviest(Cell cell, ref HeaviestCell heaviest, long value, double weight, long time)
    {
        if (Heaviest.Add(_arena, ref heaviest, cell, value, weight, time, out long? putOut))
        {
            Hold(cell, value);
        }

        if (putOut is long old)
        {
            LetGo(cell, old);
        }
    }

    private void Hold(Cell cell, long value)
    {
        if (cell.NumberKind >= 0)
        {
            _entities.AddReference(cell.NumberKind, (uint)value);
        }
    }

    private void LetGo(Cell cell, long value)
    {
        if (cell.NumberKind >= 0)
        {
            _entities.Release(cell.NumberKind, (uint)value);
        }
    }
}
