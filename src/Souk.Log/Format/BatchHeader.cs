using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Souk.Log.Format;

/// <summary>
/// The 56 bytes before each payload, exactly as they lie in the file (little-endian). A batch of no records is a mark:
/// it only tells that everything before it was durable when it was written.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Bytes)]
internal struct BatchHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Bytes = 56;

    /// <summary>The letters "SKB" and the format version, as a little-endian number.</summary>
    public const uint MarkerValue = 'S' | ('K' << 8) | ('B' << 16) | (LogFormat.Version << 24);

    private const int ChecksumBytes = sizeof(uint);

    /// <summary>CRC-32C of the 52 bytes after it, starting from the log's seed.</summary>
    public uint Checksum;

    /// <summary>CRC-32C of the payload and its padding.</summary>
    public uint PayloadChecksum;

    /// <summary>Always <see cref="MarkerValue"/>.</summary>
    public uint Marker;

    /// <summary>Bytes of the payload without padding.</summary>
    public int PayloadBytes;

    /// <summary>How many records the payload holds.</summary>
    public int Count;

    /// <summary>The checksum of the batch before it, over segments too; 0 for the first of the log.</summary>
    public uint PreviousChecksum;

    /// <summary>The position of the first record; for a mark, the position to come.</summary>
    public long FirstPosition;

    /// <summary>Everything up to this position was durable before this batch was written.</summary>
    public long DurablePosition;

    /// <summary>The first record's log time.</summary>
    public long FirstTime;

    /// <summary>The last record's log time.</summary>
    public long LastTime;

    /// <summary>Bytes of the payload with padding.</summary>
    public readonly int PaddedBytes => LogFormat.Align(PayloadBytes);

    /// <summary>Bytes of the whole batch.</summary>
    public readonly int TotalBytes => Bytes + PaddedBytes;

    /// <summary>The position after the last record.</summary>
    public readonly LogPosition NextPosition => new(FirstPosition + Count);

    /// <summary>The header at the start of some bytes, in place.</summary>
    public static ref BatchHeader In(Span<byte> bytes) => ref MemoryMarshal.AsRef<BatchHeader>(bytes[..Bytes]);

    /// <summary>A copy of the header at the start of some bytes.</summary>
    public static BatchHeader Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<BatchHeader>(bytes[..Bytes]);

    /// <summary>The checksum that a header should have.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> header, uint seed) =>
        Crc32C.Compute(header[ChecksumBytes..Bytes], seed);

    /// <summary>Whether some bytes begin with a whole header of this log.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes, uint seed) =>
        bytes.Length >= Bytes
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == MarkerValue
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == ChecksumOf(bytes, seed);

    static BatchHeader()
    {
        if (!BitConverter.IsLittleEndian || Unsafe.SizeOf<BatchHeader>() != Bytes)
            throw new PlatformNotSupportedException("The log needs a little-endian machine.");
    }
}
