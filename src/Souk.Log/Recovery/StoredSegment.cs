using Souk.Log.Format;

namespace Souk.Log.Recovery;

/// <summary>A segment file with a good header.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Bytes">Its length: for the last segment the file's, for others what their successor says.</param>
internal readonly record struct StoredSegment(SegmentHeader Header, long Bytes)
{
    public string Name => LogFormat.SegmentName(Header.FirstPosition);
}
