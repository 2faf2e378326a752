using System.Buffers.Binary;
using System.Text;

namespace Souk.Core.Engine;

/// <summary>
/// What Souk puts into a batch of the log: one byte that says what it is, a number (u32), and the body. Events: the
/// version of the definition, then the records encoded under it. A definition: the version that it becomes, then its
/// text. A directive: the length of its name, then the name and its content.
/// </summary>
internal static class BatchPayload
{
    /// <summary>Bytes before the body.</summary>
    internal const int HeaderBytes = 5;

    /// <summary>Writes the head of a batch of events.</summary>
    internal static void WriteEventsHeader(Span<byte> destination, int definitionVersion) =>
        WriteHeader(destination, PayloadKind.Events, definitionVersion);

    /// <summary>The batch that puts a definition in force.</summary>
    internal static byte[] ForDefinition(int version, string text)
    {
        byte[] payload = new byte[HeaderBytes + Encoding.UTF8.GetByteCount(text)];
        WriteHeader(payload, PayloadKind.Definition, version);
        Encoding.UTF8.GetBytes(text, payload.AsSpan(HeaderBytes));
        return payload;
    }

    /// <summary>The batch of a directive.</summary>
    internal static byte[] ForDirective(string name, ReadOnlySpan<byte> body)
    {
        int nameBytes = Encoding.UTF8.GetByteCount(name);
        byte[] payload = new byte[HeaderBytes + nameBytes + body.Length];
        WriteHeader(payload, PayloadKind.Directive, nameBytes);
        Encoding.UTF8.GetBytes(name, payload.AsSpan(HeaderBytes));
        body.CopyTo(payload.AsSpan(HeaderBytes + nameBytes));
        return payload;
    }

    /// <summary>Takes a batch apart.</summary>
    /// <param name="payload">The batch's bytes.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="number">The version of the definition, or the length of a directive's name.</param>
    /// <returns>The body.</returns>
    /// <exception cref="InvalidDataException">It is none of Souk's.</exception>
    internal static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> payload, out PayloadKind kind, out int number)
    {
        kind = payload.Length < HeaderBytes ? default : (PayloadKind)payload[0];
        if (kind is not (PayloadKind.Events or PayloadKind.Definition or PayloadKind.Directive))
        {
            throw new InvalidDataException("A batch of the log is not one that this version of Souk wrote.");
        }

        number = BinaryPrimitives.ReadInt32LittleEndian(payload[1..]);
        return payload[HeaderBytes..];
    }

    /// <summary>Takes the body of a directive apart.</summary>
    /// <exception cref="InvalidDataException">The name does not fit.</exception>
    internal static string ReadName(ReadOnlySpan<byte> body, int nameBytes, out ReadOnlySpan<byte> content)
    {
        if ((uint)nameBytes > (uint)Math.Min(body.Length, Directive.MaxNameBytes))
        {
            throw new InvalidDataException($"A directive of the log has a name of {nameBytes} bytes.");
        }

        content = body[nameBytes..];
        return Encoding.UTF8.GetString(body[..nameBytes]);
    }

    private static void WriteHeader(Span<byte> destination, PayloadKind kind, int number)
    {
        destination[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(destination[1..], number);
    }
}
