using Souk.Core.State;

namespace Souk.Features.Cells;

/// <summary>
/// The values that distinct counts know, of all keys and features in one index. A value is in a window as long as its
/// last event is ahead of the window's cursor; so one position a value serves every window.
/// </summary>
internal readonly struct DistinctValues
{
    private readonly Arena _arena;
    private readonly HashIndex _index;

    internal DistinctValues(Arena arena, uint index)
    {
        _arena = arena;
        _index = HashIndex.Open(arena, index);
    }

    internal uint Count => _index.Count;

    /// <summary>Notes that an event has a value, and gives the position of the last event that had it, 0 if
    /// none.</summary>
    internal long Note(uint owner, long value, long position, out uint added)
    {
        uint hash = Hash(owner, value);
        uint handle = _index.Find(hash, new Match(owner, value));
        if (handle != 0)
        {
            added = 0;
            ref DistinctEntry known = ref _arena.Write<DistinctEntry>(handle);
            long last = known.LastPosition;
            known.LastPosition = position;
            return last;
        }

        added = _arena.Allocate(DistinctEntry.Bytes);
        ref DistinctEntry entry = ref _arena.Write<DistinctEntry>(added);
        entry.Owner = owner;
        entry.Value = value;
        entry.LastPosition = position;
        _index.Add(hash, added);
        return 0;
    }

    /// <summary>The entry of a value if its last event is the one at a position, else 0.</summary>
    internal uint FindLast(uint owner, long value, long position)
    {
        uint handle = _index.Find(Hash(owner, value), new Match(owner, value));
        return handle != 0 && _arena.Read<DistinctEntry>(handle).LastPosition == position ? handle : 0;
    }

    internal void Remove(uint handle)
    {
        _index.Remove(handle);
        _arena.Free(handle, DistinctEntry.Bytes);
    }

    private static uint Hash(uint owner, long value) => StableHash.To32(StableHash.Of(owner, (ulong)value));

    private readonly struct Match(uint owner, long value) : IChainMatch
    {
        private readonly uint _owner = owner;
        private readonly long _value = value;

        public bool Matches(Arena arena, uint handle)
        {
            ref readonly DistinctEntry entry = ref arena.Read<DistinctEntry>(handle);
            return entry.Owner == _owner && entry.Value == _value;
        }
    }
}
