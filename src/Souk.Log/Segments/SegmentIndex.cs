using System.Buffers.Binary;
using Souk.Log.Format;

namespace Souk.Log.Segments;

/// <summary>
/// A few places of one segment, so that a position or a time is found by reading a little. It only repeats what the
/// segment holds: a missing or damaged index file is made again. One thread adds, any thread looks up.
/// </summary>
internal sealed class SegmentIndex
{
    /// <summary>Bytes of log between two places: a look-up reads at most about this much.</summary>
    public const int StrideBytes = 256 << 10;

    private const int PlaceBytes = 28;
    private const int HeadBytes = 32;

    private readonly Lock _lock = new();
    private readonly List<CursorPlace> _places = [];

    public SegmentIndex(CursorPlace start) => _places.Add(start);

    private static ReadOnlySpan<byte> Magic => "SOUKIDX\n"u8;

    /// <summary>Tells of a batch; kept if far enough from the last place kept.</summary>
    public void Add(CursorPlace place)
    {
        if (place.Offset - _places[^1].Offset < StrideBytes)
            return;
        lock (_lock)
            _places.Add(place);
    }

    /// <summary>The last known place that does not lie behind a position.</summary>
    public CursorPlace Before(LogPosition position) => LastWhere(place => place.Position <= position);

    /// <summary>The last known place with every record before it earlier than a time.</summary>
    public CursorPlace Before(LogTime time) => LastWhere(place => place.PreviousTime < time);

    /// <summary>The index file's bytes for a segment of a length.</summary>
    public byte[] ToBytes(long segmentBytes)
    {
        lock (_lock)
        {
            byte[] bytes = new byte[HeadBytes + (_places.Count * PlaceBytes) + sizeof(uint)];
            Magic.CopyTo(bytes);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), LogFormat.Version);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), _places.Count);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), segmentBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24), StrideBytes);
            for (int i = 0; i < _places.Count; i++)
                WritePlace(bytes.AsSpan(HeadBytes + (i * PlaceBytes)), _places[i]);
            int body = bytes.Length - sizeof(uint);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(body), Crc32C.Compute(bytes.AsSpan(0, body)));
            return bytes;
        }
    }

    /// <summary>Reads an index file; null if it is not a good one for that segment.</summary>
    public static SegmentIndex? FromBytes(ReadOnlySpan<byte> bytes, CursorPlace start, long segmentBytes)
    {
        int body = bytes.Length - sizeof(uint);
        if (body < HeadBytes + PlaceBytes || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[body..]) != Crc32C.Compute(bytes[..body])
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != LogFormat.Version
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]) != segmentBytes
            || HeadBytes + ((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) * PlaceBytes) != body
            || ReadPlace(bytes[HeadBytes..]) != start)
            return null;
        SegmentIndex index = new(start);
        for (int at = HeadBytes + PlaceBytes; at < body; at += PlaceBytes)
            index._places.Add(ReadPlace(bytes[at..]));
        return index;
    }

    private CursorPlace LastWhere(Predicate<CursorPlace> holds)
    {
        lock (_lock)
        {
            int low = 0;
            int high = _places.Count - 1;
            while (low < high)
            {
                int middle = (low + high + 1) / 2;
                if (holds(_places[middle]))
                    low = middle;
                else
                    high = middle - 1;
            }

            return _places[low];
        }
    }

    private static void WritePlace(Span<byte> to, CursorPlace place)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, place.Position.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], place.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], place.PreviousTime.Microseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(to[24..], place.PreviousChecksum);
    }

    private static CursorPlace ReadPlace(ReadOnlySpan<byte> from) => new(
        new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(from)),
        BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(from[24..]),
        new LogTime(BinaryPrimitives.ReadInt64LittleEndian(from[16..])));
}
