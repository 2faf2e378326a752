using System.Collections.Immutable;

namespace Souk.Log.Segments;

/// <summary>The segments of an open log, oldest first, never empty. Readers take a look without a lock.</summary>
internal sealed class SegmentCatalog
{
    private readonly Lock _lock = new();
    private ImmutableArray<Segment> _segments;

    public SegmentCatalog(IEnumerable<Segment> segments) => _segments = [.. segments];

    /// <summary>All segments now.</summary>
    public ImmutableArray<Segment> Segments
    {
        get
        {
            lock (_lock)
                return _segments;
        }
    }

    public Segment Last => Segments[^1];

    /// <summary>Adds the newest segment.</summary>
    public void Add(Segment segment)
    {
        lock (_lock)
            _segments = _segments.Add(segment);
    }

    /// <summary>Takes the oldest segment away.</summary>
    public void RemoveFirst()
    {
        lock (_lock)
            _segments = _segments.RemoveAt(0);
    }

    /// <summary>The segment that holds a position or will; null if it is older than the oldest.</summary>
    public Segment? Holding(LogPosition position)
    {
        ImmutableArray<Segment> segments = Segments;
        for (int i = segments.Length - 1; i >= 0; i--)
        {
            if (segments[i].FirstPosition <= position)
                return segments[i];
        }

        return null;
    }

    /// <summary>The newest segment with every record before it earlier than a time; else the oldest.</summary>
    public Segment Reaching(LogTime time)
    {
        ImmutableArray<Segment> segments = Segments;
        for (int i = segments.Length - 1; i > 0; i--)
        {
            if (segments[i].Header.PreviousTime < time)
                return segments[i];
        }

        return segments[0];
    }

    /// <summary>The segment after one, or null if it is the newest.</summary>
    public Segment? After(Segment segment)
    {
        foreach (Segment candidate in Segments)
        {
            if (candidate.FirstPosition > segment.FirstPosition)
                return candidate;
        }

        return null;
    }
}
