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
/// The state of all features: rows in an arena, updated by each event at the head and again by the cursors when the
/// event leaves a window. Knows plans and inputs, not definitions and events.
/// </summary>
internal sealed class FeatureState : IDisposable
{
    private const int StoresRoot = 0;
    private const int CursorsRoot = 1;
    private const int DistinctRoot = 2;
    private const int JournalEndRoot = 3;
    private const int TimeRoot = 4;

    private readonly FeaturePlan _plan;
    private readonly EntityTable _entities;
    private readonly EffectJournal _journal;
    private readonly WindowCursors _cursors;
    private readonly RowStore[] _stores;
    private readonly CellWriter _writer;
    private readonly CellEraser _eraser;
    private readonly long[] _key = new long[KeyShape.MaxParts];
    private readonly long[] _values = new long[EffectGroup.MaxBits];

    /// <summary>Makes the state before the first event.</summary>
    internal FeatureState(FeaturePlan plan, Arena arena, EntityTable entities, string? folder)
    {
        _plan = plan;
        Arena = arena;
        _entities = entities;
        _journal = new EffectJournal(folder, plan.LargestRecord);
        _stores = [.. plan.Stores.Select(s => new RowStore(arena, entities, s.Shape, s.RowBytes, s.Retain))];
        long[] passedPositions = new long[plan.Offsets.Length];
        _writer = new CellWriter(arena, entities, passedPositions);
        _eraser = new CellEraser(arena, entities);
        _cursors = new WindowCursors(plan, arena, entities, _journal, _stores, _writer, _eraser, passedPositions);
        Create();
        OpenStores();
    }

    internal Arena Arena { get; }

    /// <summary>The log time that the state stands at.</summary>
    internal long Time { get; private set; } = long.MinValue;

    internal EffectJournal Journal => _journal;

    // One more than there are cursors, so that there is always something to allocate.
    private int CursorBlocks => _plan.Offsets.Length + 1;

    public void Dispose() => _journal.Dispose();

    /// <summary>The row of a key in a store, or 0.</summary>
    internal uint FindRow(int store, ReadOnlySpan<long> key) => _stores[store].Find(key);

    /// <summary>Takes one event in.</summary>
    internal void Apply(int eventType, EventInputs inputs, long time, long position)
    {
        TableUpdate[] updates = _plan.Updates[eventType];
        PrefetchRows(updates, inputs);
        AdvanceTo(time);
        int recorded = 0;
        Span<byte> record = default;
        foreach (TableUpdate update in updates)
        {
            if (!TryReadKey(update.Key, inputs))
            {
                continue;
            }

            int store = -1;
            uint row = 0;
            foreach (EffectGroup group in update.Groups)
            {
                int mask = ReadMask(group, inputs);
                if (mask == 0)
                {
                    continue;
                }

                if (group.Store != store)
                {
                    store = group.Store;
                    row = _stores[store].FindOrAdd(_key.AsSpan(0, update.Key.Length), time);
                }

                ref byte start = ref Arena.Write<byte>(row);
                EnterAll(group, mask, row, ref start, time, position);
                if ((mask & group.JournalMask) is int journaled and not 0)
                {
                    record = record.IsEmpty ? _journal.Begin() : record;
                    recorded += Record(group, journaled, row, ref start, record[recorded..]);
                }
            }
        }

        if (recorded > 0)
        {
            _journal.Commit(time, position, recorded);
        }
    }

    /// <summary>Moves all windows to a log time.</summary>
    internal void AdvanceTo(long time)
    {
        if (time <= Time)
        {
            return;
        }

        Time = time;
        _cursors.AdvanceTo(time);
        foreach (RowStore store in _stores)
        {
            if (store.ForgetsIdle)
            {
                ForgetIdle(store, time);
            }
        }
    }

    /// <summary>Writes what is kept outside the arena into it, and flushes the journal.</summary>
    internal void Flush()
    {
        _journal.Flush();
        _cursors.Save(Arena.WriteSpan<CursorBlock>((uint)Arena.GetRoot(CursorsRoot), CursorBlocks));
        Arena.SetRoot(JournalEndRoot, (ulong)_journal.End);
        Arena.SetRoot(TimeRoot, (ulong)Time);
    }

    /// <summary>Opens the state anew after the arena was filled from a snapshot.</summary>
    internal void Restored()
    {
        OpenStores();
        Time = (long)Arena.GetRoot(TimeRoot);
        long[] offsets =
            _cursors.Load(Arena.ReadSpan<CursorBlock>((uint)Arena.GetRoot(CursorsRoot), CursorBlocks));
        _journal.Reopen((long)Arena.GetRoot(JournalEndRoot), offsets);
    }

    // The rows come from memory while the cursors advance.
    private void PrefetchRows(TableUpdate[] updates, EventInputs inputs)
    {
        foreach (TableUpdate update in updates)
        {
            if (TryPeekKey(update.Key, inputs))
            {
                foreach (EffectGroup group in update.Groups)
                {
                    _stores[group.Store].PrefetchIndex(_key.AsSpan(0, update.Key.Length));
                }
            }
        }

        foreach (TableUpdate update in updates)
        {
            if (!TryPeekKey(update.Key, inputs))
            {
                continue;
            }

            foreach (EffectGroup group in update.Groups)
            {
                uint row = _stores[group.Store].PeekRow(_key.AsSpan(0, update.Key.Length));
                foreach (uint line in row == 0 ? [] : group.EntryLines)
                {
                    Arena.Prefetch(row + line);
                }
            }
        }
    }

    private bool TryPeekKey(int[] parts, EventInputs inputs)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            if (!inputs.TryPeekKey(parts[part], out _key[part]))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadKey(int[] parts, EventInputs inputs)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            if (!inputs.TryKey(parts[part], out _key[part]))
            {
                return false;
            }
        }

        return true;
    }

    // Which cells of a group the event updates; their values are in _values afterwards.
    private int ReadMask(EffectGroup group, EventInputs inputs)
    {
        int mask = group.AlwaysMask;
        CellBinding[] bindings = group.Bindings;
        for (int i = 0; i < bindings.Length; i++)
        {
            CellBinding binding = bindings[i];
            int bit = group.Bits[i];
            if ((mask & (1 << bit)) != 0
                || (binding.Condition >= 0 && !inputs.Holds(binding.Condition))
                || (binding.Value >= 0 && !inputs.TryValue(binding.Value, out _values[bit])))
            {
                continue;
            }

            if (binding.Weight < 0)
            {
                mask |= 1 << bit;
            }
            else if (inputs.TryValue(binding.Weight, out _values[bit + 1]))
            {
                mask |= 3 << bit;
            }
        }

        return mask;
    }

    private void EnterAll(EffectGroup group, int mask, uint row, ref byte start, long time, long position)
    {
        CellBinding[] bindings = group.Bindings;
        for (int i = 0; i < bindings.Length; i++)
        {
            int bit = group.Bits[i];
            CellBinding binding = bindings[i];
            if ((mask & (1 << bit)) == 0)
            {
                continue;
            }

            if (binding.Cell.EntryCursor < 0)
            {
                double weight = binding.Weight < 0 ? 1 : BitConverter.Int64BitsToDouble(_values[bit + 1]);
                _writer.Enter(binding.Cell, row, ref start, _values[bit], weight, time, position);
            }
            else if (binding.Cell.NumberKind >= 0)
            {
                // The journal holds the value until its delay is over.
                _entities.AddReference(binding.Cell.NumberKind, (uint)_values[bit]);
            }
        }
    }

    private int Record(EffectGroup group, int mask, uint row, ref byte start, Span<byte> record)
    {
        _stores[group.Store].Outstanding(ref start)++;
        ref byte at = ref MemoryMarshal.GetReference(record);
        Unsafe.WriteUnaligned(ref at, row | ((ulong)group.Id << 32) | ((ulong)mask << 48));
        int length = EffectGroup.HeadBytes;
        for (int bits = mask & group.JournalValueMask; bits != 0; bits &= bits - 1)
        {
            Unsafe.WriteUnaligned(
                ref Unsafe.Add(ref at, length), _values[BitOperations.TrailingZeroCount(bits)]);
            length += sizeof(long);
        }

        return length;
    }

    private void ForgetIdle(RowStore store, long time)
    {
        while (store.FirstIdle(time) is uint row and > 0)
        {
            ref byte start = ref Arena.Write<byte>(row);
            if (store.Outstanding(ref start) > 0)
            {
                // A delayed value is still to come.
                store.Use(row, time);
                continue;
            }

            foreach (Cell cell in _plan.Stores[Array.IndexOf(_stores, store)].Cells)
            {
                _eraser.Forget(cell, ref start);
            }

            store.Free(row);
        }
    }

    private void Create()
    {
        uint stores = Arena.Allocate(Math.Max(1, _stores.Length) * Unsafe.SizeOf<StoreBlock>());
        Arena.SetRoot(StoresRoot, stores);
        for (int i = 0; i < _stores.Length; i++)
        {
            (uint index, uint idle) = _stores[i].Create();
            Arena.WriteSpan<StoreBlock>(stores, _stores.Length)[i] = new StoreBlock { Index = index, Idle = idle };
        }

        Arena.SetRoot(CursorsRoot, Arena.Allocate(CursorBlocks * Unsafe.SizeOf<CursorBlock>()));
        Arena.SetRoot(DistinctRoot, HashIndex.Create(Arena).Handle);
    }

    private void OpenStores()
    {
        ReadOnlySpan<StoreBlock> blocks = Arena.ReadSpan<StoreBlock>((uint)Arena.GetRoot(StoresRoot), _stores.Length);
        for (int i = 0; i < _stores.Length; i++)
        {
            _stores[i].Open(blocks[i].Index, blocks[i].Idle);
        }

        _writer.Distinct = _eraser.Distinct = new DistinctValues(Arena, (uint)Arena.GetRoot(DistinctRoot));
    }

    private struct StoreBlock
    {
        public uint Index;
        public uint Idle;
    }
}
