using Souk.Core.State;
using Souk.Log;

namespace Souk.Risk.Monitoring;

/// <summary>Decisions by what later outcomes name them with, such as the payment. The oldest are forgotten when there
/// are too many, or when no outcome in time can come any more.</summary>
internal sealed class AwaitedDecisions
{
    private const int BlockBytes = 40;
    private readonly Arena _arena;
    private readonly int _root;
    private HashIndex _index;

    /// <summary>Makes an empty set.</summary>
    /// <param name="arena">The arena.</param>
    /// <param name="root">The first of three roots that it takes.</param>
    internal AwaitedDecisions(Arena arena, int root)
    {
        _arena = arena;
        _root = root;
        _index = HashIndex.Create(arena);
        arena.SetRoot(root, _index.Handle);
    }

    internal void Open() => _index = HashIndex.Open(_arena, (uint)_arena.GetRoot(_root));

    /// <summary>The handle of the newest decision of a key, or 0.</summary>
    internal uint Find(ulong key) => _index.Find(StableHash.To32(key), new KeyMatch(key));

    internal ref readonly AwaitedBlock At(uint handle) => ref _arena.Read<AwaitedBlock>(handle);

    internal void Mark(uint handle, uint flags) => _arena.Write<AwaitedBlock>(handle).Flags |= flags;

    /// <summary>Adds a decision; an older one of the same key can be found no more.</summary>
    internal void Add(ulong key, LogPosition position, LogTime time)
    {
        if (_index.Count >= MonitorLimits.MaxAwaited)
        {
            ForgetOldest();
        }

        uint handle = _arena.Allocate(BlockBytes);
        ref AwaitedBlock block = ref _arena.Write<AwaitedBlock>(handle);
        block.Key = key;
        block.Position = position.Value;
        block.Time = time.Microseconds;
        block.Newer = 0;
        block.Flags = 0;
        _index.Add(StableHash.To32(key), handle);
        uint newest = (uint)_arena.GetRoot(_root + 2);
        if (newest == 0)
        {
            _arena.SetRoot(_root + 1, handle);
        }
        else
        {
            _arena.Write<AwaitedBlock>(newest).Newer = handle;
        }

        _arena.SetRoot(_root + 2, handle);
    }

    /// <summary>Forgets the decisions from before a time.</summary>
    internal void ForgetBefore(long microseconds)
    {
        while (_arena.GetRoot(_root + 1) is ulong oldest and > 0
            && _arena.Read<AwaitedBlock>((uint)oldest).Time < microseconds)
        {
            ForgetOldest();
        }
    }

    private void ForgetOldest()
    {
        uint handle = (uint)_arena.GetRoot(_root + 1);
        uint newer = _arena.Read<AwaitedBlock>(handle).Newer;
        _index.Remove(handle);
        _arena.Free(handle, BlockBytes);
        _arena.SetRoot(_root + 1, newer);
        if (newer == 0)
        {
            _arena.SetRoot(_root + 2, 0);
        }
    }

    internal struct AwaitedBlock
    {
        public ChainLink Link;
        public ulong Key;
        public long Position;
        public long Time;
        public uint Newer;
        public uint Flags;
    }

    private readonly struct KeyMatch(ulong key) : IChainMatch
    {
        public bool Matches(Arena arena, uint handle) => arena.Read<AwaitedBlock>(handle).Key == key;
    }
}
