using Souk.Log.Files;
using Souk.Log.Format;
using Souk.Log.Segments;

namespace Souk.Log.Recovery;

/// <summary>What a walk over one whole segment found.</summary>
internal sealed class SegmentScan
{
    private readonly Queue<CursorPlace> _unproven = new();

    private SegmentScan(SegmentHeader header) => Index = new SegmentIndex(Segment.StartOf(header));

    /// <summary>Where the good batches end.</summary>
    public CursorPlace End { get; private set; }

    /// <summary>What is wrong there; null if the segment is good to its last byte.</summary>
    public string? Problem { get; private set; }

    /// <summary>The index made on the way.</summary>
    public SegmentIndex Index { get; }

    /// <summary>Whether the last good batch is a mark.</summary>
    public bool EndsWithMark { get; private set; }

    /// <summary>How many batches hold records.</summary>
    public long Batches { get; private set; }

    /// <summary>How many marks there are: one for each clean shutdown.</summary>
    public long Marks { get; private set; }

    /// <summary>Payload bytes without padding.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>From this byte on nothing that follows proves that it was ever durable.</summary>
    public long UnprovenOffset => _unproven.TryPeek(out CursorPlace place) ? place.Offset : End.Offset;

    /// <summary>Walks the first <paramref name="length"/> bytes of a segment.</summary>
    public static SegmentScan Run(ILogFile file, SegmentHeader header, long length)
    {
        SegmentScan scan = new(header);
        SegmentCursor cursor = new();
        cursor.Start(file, header.Seed, Segment.StartOf(header));
        CursorPlace place = cursor.Next;
        CursorStep step;
        while ((step = cursor.MoveNext(length)) == CursorStep.Batch)
        {
            scan.Take(place, in cursor.Header);
            place = cursor.Next;
        }

        scan.End = place;
        scan.Problem = step == CursorStep.Bad ? cursor.Problem : null;
        return scan;
    }

    private void Take(CursorPlace place, in BatchHeader header)
    {
        Index.Add(place);
        EndsWithMark = header.Count == 0;
        PayloadBytes += header.PayloadBytes;
        if (EndsWithMark)
            Marks++;
        else
            Batches++;
        while (_unproven.TryPeek(out CursorPlace oldest) && oldest.Position.Value <= header.DurablePosition)
            _unproven.Dequeue();
        _unproven.Enqueue(place);
    }
}
