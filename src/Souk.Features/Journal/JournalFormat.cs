using System.Buffers.Binary;
using Souk.Core.State;

namespace Souk.Features.Journal;

/// <summary>
/// The form of the effect journal's files. A chunk: a mark (8 bytes), its start in the journal (8), its length (8), a
/// checksum of start, length and content (8), the content. Little-endian. Chunks of a file follow each other without a
/// gap.
/// </summary>
internal static class JournalFormat
{
    internal const int ChunkHeaderBytes = 32;

    /// <summary>What stands before an event's effects: log time (8), position and length in bytes (8).</summary>
    internal const int RecordHeaderBytes = 16;

    internal const int LengthBits = 24;

    /// <summary>The largest record.</summary>
    internal const int MaxRecordBytes = (1 << LengthBits) - 1;

    // "SOUKEFF" and the version of the form, 1.
    private const ulong Mark = 0x01464645_4B554F53;

    internal static void WriteChunkHeader(Span<byte> header, long start, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(header, Mark);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], start);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], Checksum(start, content));
    }

    /// <summary>Reads a chunk's header; false if there is none.</summary>
    internal static bool TryReadChunkHeader(
        ReadOnlySpan<byte> header, out long start, out long length, out ulong checksum)
    {
        start = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        length = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        checksum = BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(header) == Mark
            && start >= 0 && length is > 0 and <= int.MaxValue;
    }

    internal static ulong Checksum(long start, ReadOnlySpan<byte> content) =>
        StableHash.Of(content, (ulong)start ^ ((ulong)content.Length << 40));

    internal static ulong PackPosition(long position, int length) => ((ulong)position << LengthBits) | (uint)length;
}
