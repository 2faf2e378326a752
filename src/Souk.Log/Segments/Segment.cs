using Souk.Log.Files;
using Souk.Log.Format;

namespace Souk.Log.Segments;

/// <summary>One segment file of an open log. The committer moves its end, readers look at it.</summary>
internal sealed class Segment
{
    private readonly Lock _indexLock = new();
    private SegmentIndex? _index;
    private long _writtenBytes;

    public Segment(SegmentHeader header, long writtenBytes, SegmentIndex? index)
    {
        Header = header;
        Seed = header.Seed;
        _writtenBytes = writtenBytes;
        _index = index;
    }

    public SegmentHeader Header { get; }

    /// <summary>What header checksums start from.</summary>
    public uint Seed { get; }

    public LogPosition FirstPosition => Header.FirstPosition;

    public string Name => LogFormat.SegmentName(FirstPosition);

    /// <summary>The place of its first batch.</summary>
    public CursorPlace Start => StartOf(Header);

    /// <summary>Up to here it holds whole batches that readers may see.</summary>
    public long WrittenBytes
    {
        get => Volatile.Read(ref _writtenBytes);
        set => Volatile.Write(ref _writtenBytes, value);
    }

    /// <summary>The place of the first batch of a segment with that header.</summary>
    public static CursorPlace StartOf(SegmentHeader header) =>
        new(header.FirstPosition, SegmentHeader.Bytes, header.PreviousChecksum, header.PreviousTime);

    /// <summary>Its index: kept in memory while the segment is written, read from its file or made again after.
    /// </summary>
    public SegmentIndex Index(ILogFiles files)
    {
        lock (_indexLock)
            return _index ?? SegmentIndexFile.LoadOrMake(files, this);
    }

    /// <summary>Stores the index of a segment that will not grow any more.</summary>
    public void Seal(ILogFiles files)
    {
        lock (_indexLock)
        {
            if (_index is null)
                return;
            SegmentIndexFile.Store(files, this, _index);
            _index = null;
        }
    }
}
