using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Events;

/// <summary>
/// The binary form of an event, by schema. Little-endian:
/// <code>
/// record    length u32 (of what follows) | type varint | own time i64 | stamp delta zigzag | id length varint | id |
/// presence | values presence  one bit a field of the type, in field order, in whole bytes
/// values    of the present fields, in field order:
///           text, entity  length varint, UTF-8          number  f64          whole, money  zigzag varint
///           time          i64 (µs since 1970)           flag    u8           list          length varint, count
/// varint, elements
/// </code>
/// The stamp is the time that intake gave the event: its own time, or intake's clock where that was earlier.
/// </summary>
internal static class EventFormat
{
    /// <summary>Bytes of the length that starts a record.</summary>
    internal const int LengthBytes = 4;

    /// <summary>The longest encoded record, in bytes: far above any sensible event, far below a batch.</summary>
    internal const int MaxRecordBytes = 1 << 20;

    /// <summary>The longest event id, in bytes of UTF-8.</summary>
    internal const int MaxEventIdBytes = 256;

    /// <summary>The most fields an event type can have: presence fits one machine word.</summary>
    internal const int MaxFields = 64;

    /// <summary>The most elements a list can have: lists describe one event; bulk data are events of their
    /// own.</summary>
    internal const int MaxListElements = 1000;

    /// <summary>The longest list, encoded, in bytes: a profile keeps it as one block of the state.</summary>
    internal const int MaxListBytes = Arena.MaxBlockBytes - MaxVarintBytes;

    /// <summary>The longest varint, in bytes.</summary>
    internal const int MaxVarintBytes = 10;

    /// <summary>Maps signed numbers to unsigned ones so that small magnitudes stay short.</summary>
    internal static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>The inverse of <see cref="ZigZag"/>.</summary>
    internal static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Writes a varint and gives its length.</summary>
    internal static int WriteVarint(Span<byte> destination, ulong value)
    {
        int at = 0;
        while (value >= 0x80)
        {
            destination[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads a varint and moves past it.</summary>
    /// <exception cref="InvalidDataException">The bytes end within it, or it is longer than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ReadVarint(ReadOnlySpan<byte> source, ref int at)
    {
        if ((uint)at < (uint)source.Length && source[at] < 0x80)
        {
            return source[at++];
        }

        return ReadLongVarint(source, ref at);
    }

    /// <summary>Reads the head of a record: type, times and id, without its fields.</summary>
    internal static EventHead ReadHead(ReadOnlySpan<byte> record)
    {
        int at = LengthBytes;
        ulong type = ReadVarint(record, ref at);
        if (type > int.MaxValue || record.Length - at < sizeof(long))
        {
            throw new InvalidDataException($"An event record of {record.Length} bytes has a broken head.");
        }

        long ownTime = BinaryPrimitives.ReadInt64LittleEndian(record[at..]);
        at += sizeof(long);
        long stamped = ownTime - UnZigZag(ReadVarint(record, ref at));
        ulong idLength = ReadVarint(record, ref at);
        if (idLength > MaxEventIdBytes || idLength > (ulong)(record.Length - at))
        {
            throw new InvalidDataException($"An event record of {record.Length} bytes has an id of {idLength} bytes.");
        }

        return new EventHead((int)type, new LogTime(ownTime), new LogTime(stamped), at, (int)idLength);
    }

    /// <summary>The id of a record.</summary>
    internal static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> record)
    {
        EventHead head = ReadHead(record);
        return record.Slice(head.IdStart, head.IdLength);
    }

    private static ulong ReadLongVarint(ReadOnlySpan<byte> source, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && at < source.Length; shift += 7)
        {
            byte next = source[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"An event record has a broken number at byte {at}.");
    }
}
