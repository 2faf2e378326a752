using System.Buffers.Binary;
using System.Text;

namespace Souk.Core.Engine;

/// <summary>
/// What Souk puts into a batch of the log: one byte that says what it is, the version of the definition (u32), then
/// either event records encoded under that version, or the text of the definition that becomes that version.
/// </summary>
internal static class BatchPayload
{
    /// <summary>Bytes before the records or the text.</summary>
    internal const int HeaderBytes = 5;

    private const byte EventsMark = 1;
    private const byte DefinitionMark = 2;

    /// <summary>Writes the head of a batch of events.</summary>
    internal static void WriteEventsHeader(Span<byte> destination, int definitionVersion) =>
        WriteHeader(destination, EventsMark, definitionVersion);

    /// <summary>The batch that puts a definition in force.</summary>
    internal static byte[] ForDefinition(int version, string text)
    {
        byte[] payload = new byte[HeaderBytes + Encoding.UTF8.GetByteCount(text)];
        WriteHeader(payload, DefinitionMark, version);
        Encoding.UTF8.GetBytes(text, payload.AsSpan(HeaderBytes));
        return payload;
    }

    /// <summary>Takes a batch apart.</summary>
    /// <exception cref="InvalidDataException">It is none of Souk's.</exception>
    internal static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> payload, out bool isDefinition, out int definitionVersion)
    {
        if (payload.Length < HeaderBytes || payload[0] is not (EventsMark or DefinitionMark))
        {
            throw new InvalidDataException("A batch of the log is not one that this version of Souk wrote.");
        }

        isDefinition = payload[0] == DefinitionMark;
        definitionVersion = BinaryPrimitives.ReadInt32LittleEndian(payload[1..]);
        return payload[HeaderBytes..];
    }

    private static void WriteHeader(Span<byte> destination, byte mark, int version)
    {
        destination[0] = mark;
        BinaryPrimitives.WriteInt32LittleEndian(destination[1..], version);
    }
}
