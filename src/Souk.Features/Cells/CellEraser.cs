using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Features.Cells;

/// <summary>Takes values out of cells, when an event leaves a window or a whole row is forgotten.</summary>
internal sealed class CellEraser
{
    private readonly Arena _arena;
    private readonly EntityTable _entities;

    internal CellEraser(Arena arena, EntityTable entities)
    {
        _arena = arena;
        _entities = entities;
    }

    internal DistinctValues Distinct { get; set; }

    /// <summary>Whether a window's end concerns a cell: some look at the longest window only.</summary>
    internal static bool Concerns(Cell cell, int window) =>
        cell.Family is CellFamily.Moments or CellFamily.Distinct || window == cell.LastWindow;

    /// <summary>Takes one event out of one window of a cell.</summary>
    internal void Leave(Cell cell, int window, uint row, ref byte start, long value, long time, long position)
    {
        switch (cell.Family)
        {
            case CellFamily.Moments:
                Moments.Take(cell, ref start, window, value);
                break;
            case CellFamily.Distinct:
                LeaveDistinct(cell, window, row, ref start, value, position);
                break;
            case CellFamily.Last:
                ref StampedValue last = ref CellWriter.At<StampedValue>(ref start, cell.At);
                if (last.HasValue && last.Time <= time)
                {
                    LetGo(cell, last.Value);
                    last = default;
                }

                break;
            default:
                ref RingCell ring = ref CellWriter.At<RingCell>(ref start, cell.At);
                while (ring.Count > 0 && Ring.Get(_arena, in ring, 0).Time <= time)
                {
                    LetGo(cell, Ring.PopFront(_arena, ref ring).Value);
                }

                break;
        }
    }

    /// <summary>Lets go of all that a cell owns, before its row is freed.</summary>
    internal void Forget(Cell cell, ref byte start)
    {
        switch (cell.Family)
        {
            case CellFamily.Distinct:
                ForgetDistinct(cell, CellWriter.At<uint>(ref start, cell.At));
                break;
            case CellFamily.First or CellFamily.Last:
                if (CellWriter.At<StampedValue>(ref start, cell.At) is { HasValue: true } single)
                {
                    LetGo(cell, single.Value);
                }

                break;
            case CellFamily.Series or CellFamily.Newest:
                ref RingCell ring = ref CellWriter.At<RingCell>(ref start, cell.At);
                while (ring.Count > 0)
                {
                    LetGo(cell, Ring.PopFront(_arena, ref ring).Value);
                }

                break;
            case CellFamily.Heaviest:
                ref HeaviestCell heaviest = ref CellWriter.At<HeaviestCell>(ref start, cell.At);
                foreach (long value in Heaviest.ValuesOf(_arena, in heaviest))
                {
                    LetGo(cell, value);
                }

                Heaviest.Clear(_arena, ref heaviest);
                break;
            case CellFamily.Sketch:
                if (CellWriter.At<uint>(ref start, cell.At) is uint block and > 0)
                {
                    _arena.Free(block, Sketch.Registers);
                }

                break;
        }
    }

    private void LeaveDistinct(Cell cell, int window, uint row, ref byte start, long value, long position)
    {
        uint entry = Distinct.FindLast(row + ((uint)cell.At / 8), value, position);
        if (entry == 0)
        {
            return;
        }

        CellWriter.At<uint>(ref start, cell.CountsAt + (window * sizeof(uint)))--;
        if (window == cell.LastWindow)
        {
            Distinct.Remove(entry);
            LetGo(cell, value);
        }
    }

    private void ForgetDistinct(Cell cell, uint entry)
    {
        while (entry != 0)
        {
            DistinctEntry removed = _arena.Read<DistinctEntry>(entry);
            Distinct.Remove(entry);
            LetGo(cell, removed.Value);
            entry = removed.NextOfOwner;
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
