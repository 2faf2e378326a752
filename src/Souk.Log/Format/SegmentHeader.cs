using System.Buffers.Binary;

namespace Souk.Log.Format;

/// <summary>
/// The 64 bytes at the start of a segment. They also seal the segment before: its length, its last checksum and its
/// newest time, so that a missing or shortened segment shows without reading it.
/// </summary>
internal readonly record struct SegmentHeader(
    LogPosition FirstPosition,
    ulong Identity,
    LogPosition PreviousFirst,
    long PreviousBytes,
    uint PreviousChecksum,
    LogTime PreviousTime)
{
    /// <summary>Bytes of the header.</summary>
    public const int Bytes = 64;

    private static ReadOnlySpan<byte> Magic => "SOUKLOG\n"u8;

    /// <summary>What every header checksum of this log starts from. Drawn at random, it keeps payload bytes that happen
    /// to look like a batch, or are made to, from being taken for one.</summary>
    public uint Seed
    {
        get
        {
            Span<byte> identity = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(identity, Identity);
            return Crc32C.Compute(identity);
        }
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> to)
    {
        to[..Bytes].Clear();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], LogFormat.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], PreviousChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], FirstPosition.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], PreviousFirst.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], PreviousBytes);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], PreviousTime.Microseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(to[48..], Identity);
        BinaryPrimitives.WriteUInt32LittleEndian(to[60..], Crc32C.Compute(to[..60]));
    }

    /// <summary>Reads a header; false, with what is wrong, if it is not a good one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out SegmentHeader header, out string problem)
    {
        header = default;
        if (from.Length < Bytes)
        {
            problem = $"the segment header has {from.Length} of {Bytes} bytes";
            return false;
        }

        if (!from.StartsWith(Magic))
        {
            problem = "the file does not begin as a segment of a Souk log";
            return false;
        }

        uint checksum = Crc32C.Compute(from[..60]);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(from[60..]);
        if (checksum != stored)
        {
            problem = $"the segment header's checksum is {checksum:x8}, not {stored:x8} as stored";
            return false;
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(from[8..]);
        if (version != LogFormat.Version)
        {
            problem = $"the segment has format version {version}; this program reads version {LogFormat.Version}";
            return false;
        }

        header = new SegmentHeader(
            new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(from[16..])),
            BinaryPrimitives.ReadUInt64LittleEndian(from[48..]),
            new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(from[24..])),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[12..]),
            new LogTime(BinaryPrimitives.ReadInt64LittleEndian(from[40..])));
        problem = "";
        return true;
    }
}
