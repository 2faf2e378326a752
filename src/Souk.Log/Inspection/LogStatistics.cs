namespace Souk.Log.Inspection;

/// <summary>Figures of a whole log, for `souk log stat`.</summary>
/// <param name="Segments">Each segment, oldest first, up to the first that is damaged.</param>
public sealed record LogStatistics(IReadOnlyList<SegmentStatistics> Segments)
{
    /// <summary>The oldest position held; null if there is no segment.</summary>
    public LogPosition? FirstPosition => Segments.Count == 0 ? null : Segments[0].FirstPosition;

    /// <summary>The newest position held; null if there is no segment.</summary>
    public LogPosition? LastPosition => Segments.Count == 0 ? null : Segments[^1].LastPosition;

    /// <summary>How many records are held.</summary>
    public long Records => Segments.Sum(segment => segment.Records);

    /// <summary>How many batches are held.</summary>
    public long Batches => Segments.Sum(segment => segment.Batches);

    /// <summary>Payload bytes.</summary>
    public long PayloadBytes => Segments.Sum(segment => segment.PayloadBytes);

    /// <summary>Bytes of all segment files.</summary>
    public long FileBytes => Segments.Sum(segment => segment.FileBytes);
}
