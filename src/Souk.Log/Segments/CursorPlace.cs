namespace Souk.Log.Segments;

/// <summary>Where a batch begins in a segment, and what must precede it.</summary>
/// <param name="Position">The position of the batch's first record.</param>
/// <param name="Offset">The byte where the batch begins.</param>
/// <param name="PreviousChecksum">The checksum of the batch before it.</param>
/// <param name="PreviousTime">The newest log time before it.</param>
internal readonly record struct CursorPlace(
    LogPosition Position,
    long Offset,
    uint PreviousChecksum,
    LogTime PreviousTime);
