using Souk.Log.Segments;

namespace Souk.Log.Recovery;

/// <summary>A log that is whole and durable to its last byte, ready to be written on.</summary>
internal sealed record RecoveredLog(
    SegmentCatalog Catalog,
    CursorPlace Next,
    bool EndsWithMark,
    LogOpenReport Report);
