using System.Runtime.CompilerServices;
using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Features.Rows;

/// <summary>
/// The rows of one table: one block a key, which begins with the key and a count of the journal records that refer to
/// the row, followed by the cells of the features. A row holds its key's entities in the entity table. A key that is
/// one entity finds its row through an array over entity numbers (4 bytes an entity), others through a hash index.
/// </summary>
internal sealed class RowStore
{
    /// <summary>The most that a row can hold: a block of the arena.</summary>
    internal const int MaxRowBytes = Arena.MaxBlockBytes;

    private const int SingleHeaderBytes = 8;
    private const int ChainedHeaderBytes = 16;

    private readonly Arena _arena;
    private readonly EntityTable _entities;
    private readonly KeyShape _shape;
    private readonly int _rowBytes;
    private readonly int _outstandingAt;
    private readonly int _idleAt;
    private PagedArray<uint> _rowOfNumber;
    private HashIndex _index;
    private IdleList _idle;

    /// <summary>Makes a store; <see cref="Open"/> comes before its use.</summary>
    /// <param name="arena">Where the rows are.</param>
    /// <param name="entities">Who numbers the keys.</param>
    /// <param name="shape">What keys are made of.</param>
    /// <param name="rowBytes">The size of a row with its header.</param>
    /// <param name="retainMicroseconds">After how long without an update a row is forgotten; 0 for never.</param>
    internal RowStore(Arena arena, EntityTable entities, KeyShape shape, int rowBytes, long retainMicroseconds)
    {
        _arena = arena;
        _entities = entities;
        _shape = shape;
        _rowBytes = rowBytes;
        RetainMicroseconds = retainMicroseconds;
        _outstandingAt = shape.IsSingleNumber ? sizeof(uint) : Unsafe.SizeOf<ChainLink>();
        _idleAt = KeyBytes(shape);
    }

    internal long RetainMicroseconds { get; }

    internal bool ForgetsIdle => RetainMicroseconds > 0;

    /// <summary>How many bytes stand before the cells.</summary>
    internal static int HeaderBytes(KeyShape shape, bool forgetsIdle) =>
        KeyBytes(shape) + (forgetsIdle ? Unsafe.SizeOf<IdleLink>() : 0);

    /// <summary>Makes the index and gives the two handles to keep.</summary>
    internal (uint Index, uint Idle) Create() => (
        _shape.IsSingleNumber ? PagedArray<uint>.Create(_arena).Handle : HashIndex.Create(_arena).Handle,
        ForgetsIdle ? IdleList.Create(_arena, _idleAt).Handle : 0);

    /// <summary>Opens the store with what <see cref="Create"/> gave.</summary>
    internal void Open(uint index, uint idle)
    {
        _rowOfNumber = PagedArray<uint>.Open(_arena, index);
        _index = HashIndex.Open(_arena, index);
        if (ForgetsIdle)
        {
            _idle = IdleList.Open(_arena, idle, _idleAt);
        }
    }

    /// <summary>The row of a key, or 0.</summary>
    internal uint Find(ReadOnlySpan<long> key) =>
        _shape.IsSingleNumber ? _rowOfNumber.Get((uint)key[0]) : _index.Find(Hash(key), new KeyMatch(key));

    /// <summary>Fetches into the cache what <see cref="PeekRow"/> reads.</summary>
    internal void PrefetchIndex(ReadOnlySpan<long> key)
    {
        if (_shape.IsSingleNumber)
        {
            _rowOfNumber.Prefetch((uint)key[0]);
        }
        else
        {
            _index.PrefetchBucket(Hash(key));
        }
    }

    /// <summary>What is probably the row of a key, or 0; reads nothing but the index.</summary>
    internal uint PeekRow(ReadOnlySpan<long> key) =>
        _shape.IsSingleNumber ? _rowOfNumber.Get((uint)key[0]) : _index.FirstOf(Hash(key));

    /// <summary>The row of a key, made of zeroes if there was none.</summary>
    internal uint FindOrAdd(ReadOnlySpan<long> key, long now)
    {
        uint row = Find(key);
        if (row == 0)
        {
            return Add(key, now);
        }

        if (ForgetsIdle)
        {
            _idle.Use(row, now);
        }

        return row;
    }

    /// <summary>The number of journal records that refer to a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref uint Outstanding(ref byte row) =>
        ref Unsafe.As<byte, uint>(ref Unsafe.Add(ref row, _outstandingAt));

    /// <summary>Gives a row back. Its cells must own nothing any more.</summary>
    internal void Free(uint row)
    {
        if (_shape.IsSingleNumber)
        {
            uint number = _arena.Read<uint>(row);
            _rowOfNumber.At(number) = 0;
            _entities.Release(_shape.NumberKinds[0], number);
        }
        else
        {
            _index.Remove(row);
            ReadOnlySpan<long> key = KeyOf(_arena, row, _shape.Parts);
            for (int part = 0; part < key.Length; part++)
            {
                if (_shape.NumberKinds[part] >= 0)
                {
                    _entities.Release(_shape.NumberKinds[part], (uint)key[part]);
                }
            }
        }

        if (ForgetsIdle)
        {
            _idle.Remove(row);
        }

        _arena.Free(row, _rowBytes);
    }

    /// <summary>The row idle for longest if it is due to be forgotten, else 0.</summary>
    internal uint FirstIdle(long now) =>
        _idle.First is uint row and > 0 && _idle.LastUsed(row) <= now - RetainMicroseconds ? row : 0;

    /// <summary>Counts a row as updated now.</summary>
    internal void Use(uint row, long now) => _idle.Use(row, now);

    private static int KeyBytes(KeyShape shape) =>
        shape.IsSingleNumber ? SingleHeaderBytes : ChainedHeaderBytes + (shape.Parts * sizeof(long));

    private static ReadOnlySpan<long> KeyOf(Arena arena, uint row, int parts) =>
        arena.ReadSpan<long>(row + (ChainedHeaderBytes / 8), parts);

    private static uint Hash(ReadOnlySpan<long> key)
    {
        ulong hash = (ulong)key.Length;
        foreach (long part in key)
        {
            hash = StableHash.Of(hash, (ulong)part);
        }

        return StableHash.To32(hash);
    }

    private uint Add(ReadOnlySpan<long> key, long now)
    {
        uint row = _arena.Allocate(_rowBytes);
        if (_shape.IsSingleNumber)
        {
            _arena.Write<uint>(row) = (uint)key[0];
            _rowOfNumber.At((uint)key[0]) = row;
        }
        else
        {
            key.CopyTo(_arena.WriteSpan<long>(row + (ChainedHeaderBytes / 8), key.Length));
            _index.Add(Hash(key), row);
        }

        for (int part = 0; part < key.Length; part++)
        {
            if (_shape.NumberKinds[part] >= 0)
            {
                _entities.AddReference(_shape.NumberKinds[part], (uint)key[part]);
            }
        }

        if (ForgetsIdle)
        {
            _idle.Add(row, now);
        }

        return row;
    }

    private readonly ref struct KeyMatch(ReadOnlySpan<long> key) : IChainMatch
    {
        private readonly ReadOnlySpan<long> _key = key;

        public bool Matches(Arena arena, uint handle) => KeyOf(arena, handle, _key.Length).SequenceEqual(_key);
    }
}
