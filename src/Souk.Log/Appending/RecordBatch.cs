using System.Buffers.Binary;

namespace Souk.Log.Appending;

/// <summary>
/// The payload that <see cref="LogAppender"/> forms: each record with its length before it, four bytes little-endian.
/// </summary>
public static class RecordBatch
{
    internal const int PrefixBytes = sizeof(int);

    /// <summary>Walks the records of a payload: use with foreach.</summary>
    /// <param name="payload">A payload that a <see cref="LogAppender"/> appended.</param>
    public static RecordEnumerator Read(ReadOnlySpan<byte> payload) => new(payload);

    internal static void Write(Span<byte> to, ReadOnlySpan<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, record.Length);
        record.CopyTo(to[PrefixBytes..]);
    }
}
