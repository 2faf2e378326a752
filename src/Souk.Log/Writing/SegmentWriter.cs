using Souk.Log.Files;
using Souk.Log.Format;
using Souk.Log.Segments;

namespace Souk.Log.Writing;

/// <summary>
/// Seals batches with their checksums and puts them into segments. Only the committer thread uses it. After an
/// exception it must not be used again.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly ILogFiles _files;
    private readonly SegmentCatalog _catalog;
    private readonly long _segmentBytes;
    private Segment _segment;
    private ILogFile _file;
    private SegmentIndex _index;
    private CursorPlace _next;
    private bool _endsWithMark;
    private long _durableTime;

    public SegmentWriter(
        ILogFiles files, SegmentCatalog catalog, long segmentBytes, CursorPlace next, bool endsWithMark)
    {
        _files = files;
        _catalog = catalog;
        _segmentBytes = segmentBytes;
        _segment = catalog.Last;
        _index = _segment.Index(files);
        _file = files.Open(_segment.Name, writable: true);
        _next = next;
        _endsWithMark = endsWithMark;
        DurablePosition = new LogPosition(next.Position.Value - 1);
        _durableTime = next.PreviousTime.Microseconds;
    }

    /// <summary>Everything up to here has been flushed.</summary>
    public LogPosition DurablePosition { get; private set; }

    /// <summary>The newest log time that has been flushed. Readable from any thread.</summary>
    public LogTime DurableTime => new(Volatile.Read(ref _durableTime));

    /// <summary>Writes framed batches, whole and back to back, starting new segments as needed.</summary>
    public void Write(Span<byte> batches)
    {
        int runStart = 0;
        int at = 0;
        while (at < batches.Length)
        {
            Span<byte> batch = batches.Slice(at, BatchHeader.In(batches[at..]).TotalBytes);
            if (_next.Offset + batch.Length > _segmentBytes && _next.Offset > SegmentHeader.Bytes)
            {
                WriteRun(batches[runStart..at]);
                Flush();
                StartSegment();
                runStart = at;
            }

            Seal(batch);
            at += batch.Length;
        }

        WriteRun(batches[runStart..]);
    }

    /// <summary>Makes everything written durable.</summary>
    public void Flush()
    {
        _file.Flush();
        DurablePosition = new LogPosition(_next.Position.Value - 1);
        Volatile.Write(ref _durableTime, _next.PreviousTime.Microseconds);
    }

    /// <summary>Writes and flushes a mark, which proves at the next opening that everything before it was durable.
    /// Call after <see cref="Flush"/>.</summary>
    public void WriteMark()
    {
        if (_endsWithMark || _next.Position.Value == 1)
            return;
        byte[] mark = new byte[BatchHeader.Bytes];
        BatchHeader.In(mark) = new BatchHeader
        {
            Marker = BatchHeader.MarkerValue,
            FirstPosition = _next.Position.Value,
            FirstTime = _next.PreviousTime.Microseconds,
            LastTime = _next.PreviousTime.Microseconds,
        };
        Seal(mark);
        WriteRun(mark);
        Flush();
        _endsWithMark = true;
    }

    public void Dispose() => _file.Dispose();

    private void Seal(Span<byte> batch)
    {
        _index.Add(_next);
        ref BatchHeader header = ref BatchHeader.In(batch);
        header.PreviousChecksum = _next.PreviousChecksum;
        header.DurablePosition = DurablePosition.Value;
        header.PayloadChecksum = Crc32C.Compute(batch[BatchHeader.Bytes..]);
        header.Checksum = BatchHeader.ChecksumOf(batch, _segment.Seed);
        _next = new CursorPlace(
            header.NextPosition,
            _next.Offset + batch.Length,
            header.Checksum,
            new LogTime(header.LastTime));
        _endsWithMark = false;
    }

    private void WriteRun(ReadOnlySpan<byte> run)
    {
        if (run.IsEmpty)
            return;
        _file.Write(run, _next.Offset - run.Length);
        _segment.WrittenBytes = _next.Offset;
    }

    private void StartSegment()
    {
        SegmentHeader header = new(
            _next.Position,
            _segment.Header.Identity,
            _segment.FirstPosition,
            _next.Offset,
            _next.PreviousChecksum,
            _next.PreviousTime);
        ILogFile file = SegmentFile.Create(_files, header);
        _file.Dispose();
        _file = file;
        _segment.Seal(_files);
        _index = new SegmentIndex(Segment.StartOf(header));
        _segment = new Segment(header, SegmentHeader.Bytes, _index);
        _next = _segment.Start;
        _catalog.Add(_segment);
    }
}
