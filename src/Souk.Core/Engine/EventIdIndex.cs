using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// The ids of the events within the horizon, so that an event sent twice is applied once. An id is known by 96 bits of
/// its hash: among 10 million ids the chance that a new one is mistaken for another is below 10^-21.
/// </summary>
/// <remarks>32 bytes an id and about five of the index. Ids older than the horizon, in log time, are forgotten in the
/// order in which they came.</remarks>
internal sealed class EventIdIndex : IDisposable
{
    private const int IndexRoot = 0;
    private const int OldestRoot = 1;
    private const int NewestRoot = 2;
    private const ulong KeySeed = 0x9E3779B97F4A7C15UL;

    private readonly long _horizonMicroseconds;
    private HashIndex _index;

    internal EventIdIndex(Duration horizon)
    {
        _horizonMicroseconds = horizon.Microseconds;
        Arena = new Arena("event-ids");
        Arena.SetRoot(IndexRoot, HashIndex.Create(Arena).Handle);
        Restored();
    }

    internal Arena Arena { get; }

    /// <summary>How many ids are known.</summary>
    internal uint Count => _index.Count;

    public void Dispose() => Arena.Dispose();

    internal void Restored() => _index = HashIndex.Open(Arena, (uint)Arena.GetRoot(IndexRoot));

    /// <summary>Whether an id is known.</summary>
    internal bool Contains(ReadOnlySpan<byte> id) =>
        _index.Find(StableHash.To32(StableHash.Of(id)), new IdMatch(StableHash.Of(id, KeySeed))) != 0;

    /// <summary>Fetches the bucket of an id that will be looked for soon into the cache.</summary>
    internal void Prefetch(ReadOnlySpan<byte> id) => _index.PrefetchBucket(StableHash.To32(StableHash.Of(id)));

    /// <summary>Where an id was first seen, or position zero if it is new; a new one is noted with the position
    /// given.</summary>
    internal LogPosition FindOrAdd(ReadOnlySpan<byte> id, LogPosition position, LogTime now)
    {
        uint oldestKept = OldestKept(now.Microseconds - _horizonMicroseconds);
        ulong key = StableHash.Of(id, KeySeed);
        uint hash = StableHash.To32(StableHash.Of(id));
        uint found = _index.Find(hash, new IdMatch(key));
        if (found != 0 && Arena.Read<IdBlock>(found).Seconds >= oldestKept)
        {
            return new LogPosition(Arena.Read<IdBlock>(found).Position);
        }

        // Only what goes into the log may change the index: a duplicate does not, and replay never sees it.
        Forget(oldestKept);

        uint handle = Arena.Allocate(IdBlockBytes);
        ref IdBlock block = ref Arena.Write<IdBlock>(handle);
        block.Key = key;
        block.Position = position.Value;
        block.Seconds = Seconds(now.Microseconds);
        _index.Add(hash, handle);
        uint newest = (uint)Arena.GetRoot(NewestRoot);
        if (newest == 0)
        {
            Arena.SetRoot(OldestRoot, handle);
        }
        else
        {
            Arena.Write<IdBlock>(newest).Newer = handle;
        }

        Arena.SetRoot(NewestRoot, handle);
        return LogPosition.Zero;
    }

    private const int IdBlockBytes = 32;

    // Rounded up, so that an id is kept for the whole horizon and at most a second longer.
    private static uint Seconds(long microseconds) =>
        (uint)Math.Clamp((microseconds + 999_999) / 1_000_000, 0, uint.MaxValue);

    private static uint OldestKept(long upToMicroseconds) =>
        (uint)Math.Clamp(upToMicroseconds / 1_000_000, 0, uint.MaxValue);

    private void Forget(uint upTo)
    {
        uint oldest = (uint)Arena.GetRoot(OldestRoot);
        bool forgotten = false;
        while (oldest != 0 && Arena.Read<IdBlock>(oldest).Seconds < upTo)
        {
            uint newer = Arena.Read<IdBlock>(oldest).Newer;
            _index.Remove(oldest);
            Arena.Free(oldest, IdBlockBytes);
            oldest = newer;
            forgotten = true;
        }

        if (!forgotten)
        {
            return;
        }

        Arena.SetRoot(OldestRoot, oldest);
        if (oldest == 0)
        {
            Arena.SetRoot(NewestRoot, 0);
            return;
        }

        // The next to go needs its bucket.
        _index.PrefetchBucket(Arena.Read<ChainLink>(oldest).Hash);
    }

    private struct IdBlock
    {
        public ChainLink Link;
        public ulong Key;
        public long Position;
        public uint Newer;
        public uint Seconds;
    }

    private readonly struct IdMatch(ulong key) : IChainMatch
    {
        public bool Matches(Arena arena, uint handle) => arena.Read<IdBlock>(handle).Key == key;
    }
}
