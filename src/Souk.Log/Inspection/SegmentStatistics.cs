namespace Souk.Log.Inspection;

/// <summary>Figures of one segment.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="FirstPosition">Its first position.</param>
/// <param name="LastPosition">Its last position; one less than the first if it holds none.</param>
/// <param name="FirstTime">The newest log time before it; <see cref="LogTime.BeforeAll"/> if there is none.</param>
/// <param name="LastTime">The newest log time in it.</param>
/// <param name="Batches">How many batches.</param>
/// <param name="PayloadBytes">Payload bytes.</param>
/// <param name="FileBytes">Bytes of the file.</param>
public sealed record SegmentStatistics(
    string Name,
    LogPosition FirstPosition,
    LogPosition LastPosition,
    LogTime FirstTime,
    LogTime LastTime,
    long Batches,
    long PayloadBytes,
    long FileBytes)
{
    /// <summary>How many records it holds.</summary>
    public long Records => LastPosition.Value - FirstPosition.Value + 1;
}
