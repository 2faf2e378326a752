namespace Souk.Features.Engine;

/// <summary>Where a cursor is, as a snapshot keeps it.</summary>
internal struct CursorBlock
{
    /// <summary>The place in the journal of the next record.</summary>
    internal long Offset;

    /// <summary>The log position of the last event passed.</summary>
    internal long PassedPosition;
}
