using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Souk.Core.Entities;
using Souk.Core.State;
using Souk.Features.Cells;
using Souk.Features.Journal;
using Souk.Features.Plans;
using Souk.Features.Rows;

namespace Souk.Features.Engine;

/// <summary>
/// The cursors that follow the head at the distances of the windows' ends, and bring values in or take them out again
/// as they pass the events' records in the journal.
/// </summary>
internal sealed class WindowCursors
{
    private readonly FeaturePlan _plan;
    private readonly Arena _arena;
    private readonly EntityTable _entities;
    private readonly RowStore[] _stores;
    private readonly CellWriter _writer;
    private readonly CellEraser _eraser;
    private readonly JournalCursor[] _cursors;
    private readonly long[] _passedPositions;

    internal WindowCursors(
        FeaturePlan plan, Arena arena, EntityTable entities, EffectJournal journal, RowStore[] stores,
        CellWriter writer, CellEraser eraser, long[] passedPositions)
    {
        _plan = plan;
        _arena = arena;
        _entities = entities;
        _stores = stores;
        _writer = writer;
        _eraser = eraser;
        _passedPositions = passedPositions;
        _cursors = [.. plan.Offsets.Select(_ => journal.AddCursor())];
    }

    /// <summary>Lets the cursors pass all events that are due at a log time, the nearest cursor first: values enter
    /// before they leave.</summary>
    internal void AdvanceTo(long time)
    {
        for (int i = 0; i < _cursors.Length; i++)
        {
            JournalCursor cursor = _cursors[i];
            long limit = time - _plan.Offsets[i];
            while (cursor.NextTime <= limit)
            {
                ReadOnlySpan<byte> record = cursor.Current(out long position);
                Pass(i, record, cursor.NextTime, position);
                cursor.Advance();
                _passedPositions[i] = position;
                while (cursor.TryLookAhead(out ReadOnlySpan<byte> effects))
                {
                    Prefetch(i, effects);
                }
            }
        }
    }

    /// <summary>Notes where the cursors are.</summary>
    internal void Save(Span<CursorBlock> blocks)
    {
        for (int i = 0; i < _cursors.Length; i++)
        {
            blocks[i] = new CursorBlock { Offset = _cursors[i].Offset, PassedPosition = _passedPositions[i] };
        }
    }

    /// <summary>Takes up what was noted, and gives the cursors' places in the journal.</summary>
    internal long[] Load(ReadOnlySpan<CursorBlock> blocks)
    {
        long[] offsets = new long[_cursors.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = blocks[i].Offset;
            _passedPositions[i] = blocks[i].PassedPosition;
        }

        return offsets;
    }

    // One cursor passes one event.
    private void Pass(int cursor, ReadOnlySpan<byte> record, long time, long position)
    {
        ref byte at = ref MemoryMarshal.GetReference(record);
        ref byte end = ref Unsafe.Add(ref at, record.Length);
        while (Unsafe.IsAddressLessThan(ref at, ref end))
        {
            ulong head = Unsafe.ReadUnaligned<ulong>(ref at);
            EffectGroup group = _plan.Groups[(ushort)(head >> 32)];
            int mask = (int)(head >> 48);
            ref byte values = ref Unsafe.Add(ref at, EffectGroup.HeadBytes);
            int valueBits = mask & group.JournalValueMask;
            at = ref Unsafe.Add(ref values, BitOperations.PopCount((uint)valueBits) * sizeof(long));
            CellStep[] steps = group.Steps[cursor];
            if (steps.Length > 0)
            {
                Journaled effect = new((uint)head, mask, valueBits, time, position);
                RunSteps(steps, cursor == group.LastCursor, group.Store, in effect, ref values);
            }
        }
    }

    // Rows that an old event changed are seldom in the cache; fetching them early hides most of the wait.
    private void Prefetch(int cursor, ReadOnlySpan<byte> effects)
    {
        ref byte start = ref MemoryMarshal.GetReference(effects);
        for (int at = 0; at < effects.Length;)
        {
            ulong head = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));
            EffectGroup group = _plan.Groups[(ushort)(head >> 32)];
            foreach (uint line in group.StepLines[cursor])
            {
                _arena.Prefetch((uint)head + line);
            }

            int values = (int)(head >> 48) & group.JournalValueMask;
            at += EffectGroup.HeadBytes + (BitOperations.PopCount((uint)values) * sizeof(long));
        }
    }

    private void RunSteps(
        CellStep[] steps, bool isLast, int store, in Journaled effect, ref byte values)
    {
        uint row = effect.Row;
        int valueBits = effect.ValueBits;
        ref byte start = ref _arena.Write<byte>(row);
        foreach (CellStep step in steps)
        {
            int bit = 1 << step.Bit;
            if ((effect.Mask & bit) == 0)
            {
                continue;
            }

            int before = BitOperations.PopCount((uint)(valueBits & (bit - 1)));
            long value = (valueBits & bit) == 0
                ? 0 : Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref values, before * sizeof(long)));
            if (step.Window >= 0)
            {
                _eraser.Leave(step.Cell, step.Window, row, ref start, value, effect.Time, effect.Position);
                continue;
            }

            double weight = step.HasWeight
                ? Unsafe.ReadUnaligned<double>(ref Unsafe.Add(ref values, (before + 1) * sizeof(long))) : 1;
            _writer.Enter(step.Cell, row, ref start, value, weight, effect.Time, effect.Position);
            if (step.Cell.NumberKind >= 0)
            {
                _entities.Release(step.Cell.NumberKind, (uint)value);
            }
        }

        if (isLast && --_stores[store].Outstanding(ref start) == 0 && _plan.Stores[store].IsWindowed)
        {
            _stores[store].Free(row);
        }
    }

    // One effect record as a cursor finds it.
    private readonly record struct Journaled(uint Row, int Mask, int ValueBits, long Time, long Position);
}
