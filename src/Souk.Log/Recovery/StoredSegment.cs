using Souk.Log.Format;

namespace Souk.Log.Recovery;

/// <summary>A segment file with a good header.</summary>
internal readonly record struct StoredSegment(SegmentHeader Header, long Bytes)
{
    public string Name => LogFormat.SegmentName(Header.FirstPosition);
}
