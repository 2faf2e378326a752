using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Core.Entities;

/// <summary>Encodes a list that an expression gave, the way events hold lists, for a
/// <see cref="ListReader"/>.</summary>
internal static class ListEncoding
{
    /// <summary>Encodes it; false if it is longer than an event's list may be, or an element is of another
    /// kind.</summary>
    internal static bool TryEncode(CelList list, ValueKind element, out byte[] encoded)
    {
        ArrayBufferWriter<byte> bytes = new();
        encoded = [];
        if (list.Count > EventFormat.MaxListElements)
        {
            return false;
        }

        Varint(bytes, (ulong)list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (!TryAdd(bytes, list[i], element))
            {
                return false;
            }
        }

        encoded = bytes.WrittenSpan.ToArray();
        return encoded.Length <= EventFormat.MaxListBytes;
    }

    private static bool TryAdd(ArrayBufferWriter<byte> bytes, CelValue value, ValueKind element)
    {
        switch (value.Kind, element)
        {
            case (CelKind.String, ValueKind.Text or ValueKind.Entity):
                byte[] text = Encoding.UTF8.GetBytes(value.AsString);
                Varint(bytes, (ulong)text.Length);
                bytes.Write(text);
                return text.Length <= EntityTable.MaxTextBytes;
            case (CelKind.Int, ValueKind.Whole):
                Varint(bytes, EventFormat.ZigZag(value.AsInt));
                return true;
            case (CelKind.Double, ValueKind.Number):
                EightBytes(bytes, BitConverter.DoubleToInt64Bits(value.AsDouble));
                return double.IsFinite(value.AsDouble);
            case (CelKind.Bool, ValueKind.Flag):
                bytes.Write([value.AsBool ? (byte)1 : (byte)0]);
                return true;
            case (CelKind.Timestamp, ValueKind.Time):
                EightBytes(bytes, (value.AsTimestamp.Seconds * 1_000_000) + (value.AsTimestamp.Nanos / 1000));
                return true;
            default:
                return false;
        }
    }

    private static void Varint(ArrayBufferWriter<byte> bytes, ulong value) =>
        bytes.Advance(EventFormat.WriteVarint(bytes.GetSpan(EventFormat.MaxVarintBytes), value));

    private static void EightBytes(ArrayBufferWriter<byte> bytes, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes.GetSpan(sizeof(long)), value);
        bytes.Advance(sizeof(long));
    }
}
