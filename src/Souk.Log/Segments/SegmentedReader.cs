using Souk.Log.Files;

namespace Souk.Log.Segments;

/// <summary>Reads batches of a segmented log from a place on, through all segments that follow.</summary>
internal sealed class SegmentedReader : IBatchReader
{
    private readonly ILogFiles _files;
    private readonly SegmentCatalog _catalog;
    private readonly LogPosition _from;
    private readonly SegmentCursor _cursor = new();
    private Segment _segment;
    private ILogFile _file;
    private long _end;
    private bool _disposed;

    public SegmentedReader(ILogFiles files, SegmentCatalog catalog, LogPosition from)
        : this(
            files,
            catalog,
            catalog.Holding(from) ?? throw new LogTrimmedException(from, catalog.Segments[0].FirstPosition),
            from,
            segment => segment.Index(files).Before(from))
    {
    }

    public SegmentedReader(ILogFiles files, SegmentCatalog catalog, LogTime from)
        : this(
            files, catalog, catalog.Reaching(from), LogPosition.Zero, segment => segment.Index(files).Before(from))
    {
    }

    private SegmentedReader(
        ILogFiles files,
        SegmentCatalog catalog,
        Segment segment,
        LogPosition from,
        Func<Segment, CursorPlace> place)
    {
        _files = files;
        _catalog = catalog;
        _from = from;
        _segment = segment;
        _file = Open(segment);
        _cursor.Start(_file, segment.Seed, place(segment));
    }

    public LogPosition FirstPosition => new(_cursor.Header.FirstPosition);

    public int Count => _cursor.Header.Count;

    public LogTime FirstTime => new(_cursor.Header.FirstTime);

    public LogTime LastTime => new(_cursor.Header.LastTime);

    public ReadOnlyMemory<byte> Payload => _cursor.Payload;

    /// <summary>The position after everything read so far.</summary>
    public LogPosition NextPosition => _cursor.Next.Position;

    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (true)
        {
            switch (_cursor.MoveNext(_end))
            {
                case CursorStep.Batch:
                    // Marks hold no records; batches before the wanted one only lie between it and the index's place.
                    if (_cursor.Header.Count > 0 && _cursor.Next.Position > _from)
                        return true;
                    break;
                case CursorStep.Bad:
                    throw Corrupted(_cursor.Next, _cursor.Problem);
                default:
                    if (!Continue())
                        return false;
                    break;
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _file.Dispose();
    }

    // More of this segment, or the next one. The next appears only after the last byte of this one.
    private bool Continue()
    {
        if (GoOn())
            return true;
        if (_catalog.After(_segment) is not { } next)
            return false;
        if (GoOn())
            return true;
        if (next.Header.PreviousFirst != _segment.FirstPosition)
            throw new LogTrimmedException(_cursor.Next.Position, next.FirstPosition);
        if (next.Start != _cursor.Next with { Offset = next.Start.Offset })
            throw Corrupted(_cursor.Next, $"segment {next.Name} does not continue it");
        ILogFile file = Open(next);
        _file.Dispose();
        _file = file;
        _segment = next;
        _end = 0;
        _cursor.Start(_file, next.Seed, next.Start);
        return true;
    }

    private bool GoOn()
    {
        long written = _segment.WrittenBytes;
        if (written <= _end)
            return false;
        _end = written;
        return true;
    }

    private ILogFile Open(Segment segment)
    {
        try
        {
            return _files.Open(segment.Name, writable: false);
        }
        catch (FileNotFoundException) when (_catalog.Segments[0].FirstPosition > segment.FirstPosition)
        {
            throw new LogTrimmedException(segment.FirstPosition, _catalog.Segments[0].FirstPosition);
        }
    }

    private LogCorruptedException Corrupted(CursorPlace place, string problem)
    {
        long bytes = _segment.WrittenBytes - place.Offset;
        LogPosition? newest = null;
        foreach (Segment segment in _catalog.Segments)
        {
            if (segment.FirstPosition <= _segment.FirstPosition)
                continue;
            bytes += segment.WrittenBytes;
            newest = new LogPosition(segment.FirstPosition.Value - 1);
        }

        return new LogCorruptedException(
            new LogDamage(_segment.Name, place.Offset, problem, place.Position, newest, bytes));
    }
}
