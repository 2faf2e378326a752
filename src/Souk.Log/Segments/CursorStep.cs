namespace Souk.Log.Segments;

/// <summary>What a step of a <see cref="SegmentCursor"/> found.</summary>
internal enum CursorStep
{
    /// <summary>A good batch.</summary>
    Batch,

    /// <summary>Nothing more has been written.</summary>
    End,

    /// <summary>Bytes that are no good batch.</summary>
    Bad,
}
