namespace Souk.Core.Engine;

/// <summary>What an engine has counted since it was opened. Safe to read from any thread.</summary>
public sealed class EngineCounters
{
    private long _events;
    private long _duplicates;
    private long _refusedBatches;
    private long _snapshots;
    private long _longestHoldMicroseconds;

    /// <summary>Events appended and applied.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Events that were duplicates.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Batches refused because the queue was full.</summary>
    public long RefusedBatches => Interlocked.Read(ref _refusedBatches);

    /// <summary>Snapshots taken.</summary>
    public long Snapshots => Interlocked.Read(ref _snapshots);

    /// <summary>The longest time that starting a snapshot held the sequencer, in microseconds.</summary>
    public long LongestSnapshotHoldMicroseconds => Interlocked.Read(ref _longestHoldMicroseconds);

    internal void AddEvents(long events, long duplicates)
    {
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _duplicates, duplicates);
    }

    internal void AddRefused() => Interlocked.Increment(ref _refusedBatches);

    internal void AddSnapshot(long holdMicroseconds)
    {
        Interlocked.Increment(ref _snapshots);
        if (holdMicroseconds > Interlocked.Read(ref _longestHoldMicroseconds))
        {
            Interlocked.Exchange(ref _longestHoldMicroseconds, holdMicroseconds);
        }
    }
}
