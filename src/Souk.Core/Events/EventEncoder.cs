using System.Buffers.Binary;
using System.Text;
using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Core.Events;

/// <summary>
/// Encodes events of one definition: Begin, one Set call a field in any order, <see cref="End"/>. The
/// values are trusted to fit the field's kind (intake and import check what comes from outside); a wrong setter is a
/// programmer's error and throws. One thread at a time.
/// </summary>
public sealed class EventEncoder
{
    /// <summary>The longest event id, in bytes of UTF-8.</summary>
    public const int MaxIdBytes = EventFormat.MaxEventIdBytes;

    /// <summary>The most elements a list field can have.</summary>
    public const int MaxListElements = EventFormat.MaxListElements;

    /// <summary>The longest list field, encoded, in bytes.</summary>
    public const int MaxListBytes = EventFormat.MaxListBytes;

    /// <summary>The longest event, encoded, in bytes.</summary>
    public const int MaxEventBytes = EventFormat.MaxRecordBytes;

    // Length, type, own time, stamp delta, id length and the presence bits.
    private const int HeadBound = 64;

    private readonly long[] _bits = new long[EventFormat.MaxFields];
    private readonly int[] _lengths = new int[EventFormat.MaxFields];
    private readonly int[] _listCounts = new int[EventFormat.MaxFields];
    private readonly byte[] _id = new byte[EventFormat.MaxEventIdBytes];
    private byte[] _texts = new byte[1024];
    private int _textsLength;
    private int _idLength;
    private ulong _present;
    private EventType? _type;
    private LogTime _ownTime;
    private int _listField = -1;
    private int _listCount;

    /// <summary>Starts an event of a type; <see cref="Identify"/> must follow before <see cref="End"/>.</summary>
    public void Begin(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _type = type;
        _idLength = 0;
        _present = 0;
        _textsLength = 0;
        _listField = -1;
    }

    /// <summary>Starts an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id, 1 to 256 bytes of UTF-8, unique among all events.</param>
    /// <param name="ownTime">When it happened.</param>
    public void Begin(EventType type, ReadOnlySpan<byte> id, LogTime ownTime)
    {
        Begin(type);
        Identify(id, ownTime);
    }

    /// <summary>Says which event was begun.</summary>
    /// <param name="id">Its id, 1 to 256 bytes of UTF-8, unique among all events.</param>
    /// <param name="ownTime">When it happened.</param>
    public void Identify(ReadOnlySpan<byte> id, LogTime ownTime)
    {
        if (id.Length is 0 or > MaxIdBytes)
        {
            throw new ArgumentException($"An event id has 1 to {MaxIdBytes} bytes, not {id.Length}.", nameof(id));
        }

        _ownTime = ownTime;
        id.CopyTo(_id);
        _idLength = id.Length;
    }

    /// <summary>Whether a field of the event begun has a value.</summary>
    public bool IsSet(int field) => (_present & (1UL << field)) != 0;

    /// <summary>An upper bound of the encoded length of the event begun, in bytes.</summary>
    public int EncodedBound =>
        HeadBound + _idLength + _textsLength + (_type!.Fields.Count * (EventFormat.MaxVarintBytes + 4));

    /// <summary>How many bytes the list begun takes so far.</summary>
    internal int ListBytes => _textsLength - (int)_bits[_listField];

    /// <summary>The 64 bits of a scalar field that is set.</summary>
    internal long BitsOf(int field) => _bits[field];

    /// <summary>Sets a text field or an entity reference, as UTF-8.</summary>
    public void SetText(int field, ReadOnlySpan<byte> value)
    {
        Mark(field, ValueKind.Text, ValueKind.Entity);
        _bits[field] = AppendBytes(value);
        _lengths[field] = value.Length;
    }

    /// <summary>Sets a text field or an entity reference.</summary>
    public void SetText(int field, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Mark(field, ValueKind.Text, ValueKind.Entity);
        int length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, ReserveTexts(length));
        _bits[field] = _textsLength;
        _lengths[field] = length;
        _textsLength += length;
    }

    /// <summary>Sets a number field; the value must be finite.</summary>
    public void SetNumber(int field, double value)
    {
        Mark(field, ValueKind.Number, ValueKind.Number);
        _bits[field] = BitConverter.DoubleToInt64Bits(value);
    }

    /// <summary>Sets a whole-number field.</summary>
    public void SetWhole(int field, long value)
    {
        Mark(field, ValueKind.Whole, ValueKind.Whole);
        _bits[field] = value;
    }

    /// <summary>Sets a money field.</summary>
    public void SetMoney(int field, Money value)
    {
        Mark(field, ValueKind.Money, ValueKind.Money);
        _bits[field] = value.Units;
    }

    /// <summary>Sets a time field.</summary>
    public void SetTime(int field, LogTime value)
    {
        Mark(field, ValueKind.Time, ValueKind.Time);
        _bits[field] = value.Microseconds;
    }

    /// <summary>Sets a flag.</summary>
    public void SetFlag(int field, bool value)
    {
        Mark(field, ValueKind.Flag, ValueKind.Flag);
        _bits[field] = value ? 1 : 0;
    }

    /// <summary>Starts a list field; add its elements with the Add calls and end with <see cref="EndList"/>.</summary>
    public void BeginList(int field)
    {
        Mark(field, ValueKind.List, ValueKind.List);
        _bits[field] = _textsLength;
        _listField = field;
        _listCount = 0;
    }

    /// <summary>Adds a text or entity reference to the list begun.</summary>
    public void AddText(ReadOnlySpan<byte> value)
    {
        AppendVarint((ulong)value.Length);
        AppendBytes(value);
        _listCount++;
    }

    /// <summary>Adds a number to the list begun.</summary>
    public void AddNumber(double value) => AddEightBytes(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Adds a whole number to the list begun.</summary>
    public void AddWhole(long value)
    {
        AppendVarint(EventFormat.ZigZag(value));
        _listCount++;
    }

    /// <summary>Adds an amount of money to the list begun.</summary>
    public void AddMoney(Money value) => AddWhole(value.Units);

    /// <summary>Adds a time to the list begun.</summary>
    public void AddTime(LogTime value) => AddEightBytes(value.Microseconds);

    /// <summary>Adds a flag to the list begun.</summary>
    public void AddFlag(bool value)
    {
        ReserveTexts(1)[0] = value ? (byte)1 : (byte)0;
        _textsLength++;
        _listCount++;
    }

    /// <summary>Ends the list begun.</summary>
    public void EndList()
    {
        if (_listCount > EventFormat.MaxListElements || ListBytes > EventFormat.MaxListBytes)
        {
            throw new InvalidOperationException(
                $"A list of {_listCount} elements and {ListBytes} bytes; at most {EventFormat.MaxListElements} and "
                + $"{EventFormat.MaxListBytes} are allowed.");
        }

        _lengths[_listField] = _textsLength - (int)_bits[_listField];
        _listCounts[_listField] = _listCount;
        _listField = -1;
    }

    /// <summary>The first required field that has no value yet, or null if the event is whole.</summary>
    public FieldDefinition? FirstMissing()
    {
        foreach (FieldDefinition field in _type!.Fields)
        {
            if (field.Required && !IsSet(field.Index))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>Ends the event and adds it to a batch.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="stampedTime">Intake's stamp: the own time, or intake's clock if that is earlier.</param>
    /// <exception cref="InvalidOperationException">A required field has no value, or the event is too
    /// large.</exception>
    public void End(EventBatch batch, LogTime stampedTime)
    {
        ArgumentNullException.ThrowIfNull(batch);
        EventType type = _type ?? throw new InvalidOperationException("No event was begun.");
        if (_idLength == 0)
        {
            throw new InvalidOperationException($"An event '{type.Name}' needs an id.");
        }

        if (FirstMissing() is FieldDefinition missing)
        {
            throw new InvalidOperationException($"An event '{type.Name}' needs a value for '{missing.Name}'.");
        }

        Span<byte> record = batch.Reserve(EncodedBound);
        int at = WriteHead(record, type, stampedTime);
        int presenceBytes = (type.Fields.Count + 7) / 8;
        for (int i = 0; i < presenceBytes; i++)
        {
            record[at++] = (byte)(_present >> (8 * i));
        }

        foreach (FieldDefinition field in type.Fields)
        {
            if (IsSet(field.Index))
            {
                at += WriteValue(record[at..], field);
            }
        }

        if (at > EventFormat.MaxRecordBytes)
        {
            throw new InvalidOperationException(
                $"An event '{type.Name}' of {at} bytes; at most {EventFormat.MaxRecordBytes} are allowed.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(record, at - EventFormat.LengthBytes);
        batch.Commit(at);
        _type = null;
    }

    private int WriteHead(Span<byte> record, EventType type, LogTime stampedTime)
    {
        int at = EventFormat.LengthBytes;
        at += EventFormat.WriteVarint(record[at..], (ulong)type.Index);
        BinaryPrimitives.WriteInt64LittleEndian(record[at..], _ownTime.Microseconds);
        at += sizeof(long);
        long delta = _ownTime.Microseconds - stampedTime.Microseconds;
        at += EventFormat.WriteVarint(record[at..], EventFormat.ZigZag(delta));
        at += EventFormat.WriteVarint(record[at..], (ulong)_idLength);
        _id.AsSpan(0, _idLength).CopyTo(record[at..]);
        return at + _idLength;
    }

    private int WriteValue(Span<byte> target, FieldDefinition field)
    {
        long bits = _bits[field.Index];
        switch (field.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                int length = _lengths[field.Index];
                int at = EventFormat.WriteVarint(target, (ulong)length);
                _texts.AsSpan((int)bits, length).CopyTo(target[at..]);
                return at + length;
            case ValueKind.Number or ValueKind.Time:
                BinaryPrimitives.WriteInt64LittleEndian(target, bits);
                return sizeof(long);
            case ValueKind.Whole or ValueKind.Money:
                return EventFormat.WriteVarint(target, EventFormat.ZigZag(bits));
            case ValueKind.Flag:
                target[0] = (byte)bits;
                return 1;
            default:
                return WriteList(target, (int)bits, _lengths[field.Index], _listCounts[field.Index]);
        }
    }

    private int WriteList(Span<byte> target, int start, int bytes, int count)
    {
        Span<byte> countBytes = stackalloc byte[EventFormat.MaxVarintBytes];
        int countLength = EventFormat.WriteVarint(countBytes, (ulong)count);
        int at = EventFormat.WriteVarint(target, (ulong)(bytes + countLength));
        countBytes[..countLength].CopyTo(target[at..]);
        at += countLength;
        _texts.AsSpan(start, bytes).CopyTo(target[at..]);
        return at + bytes;
    }

    private void Mark(int field, ValueKind kind, ValueKind other)
    {
        FieldDefinition definition = _type!.Fields[field];
        if (definition.Type.Kind != kind && definition.Type.Kind != other)
        {
            throw new InvalidOperationException(
                $"The field '{_type.Name}.{definition.Name}' is {definition.Type.Kind}, not {kind}.");
        }

        _present |= 1UL << field;
    }

    private int AppendBytes(ReadOnlySpan<byte> value)
    {
        int start = _textsLength;
        value.CopyTo(ReserveTexts(value.Length));
        _textsLength += value.Length;
        return start;
    }

    private void AppendVarint(ulong value) =>
        _textsLength += EventFormat.WriteVarint(ReserveTexts(EventFormat.MaxVarintBytes), value);

    private void AddEightBytes(long bits)
    {
        BinaryPrimitives.WriteInt64LittleEndian(ReserveTexts(sizeof(long)), bits);
        _textsLength += sizeof(long);
        _listCount++;
    }

    private Span<byte> ReserveTexts(int bytes)
    {
        if (_texts.Length - _textsLength < bytes)
        {
            Array.Resize(ref _texts, Math.Max(_texts.Length * 2, _textsLength + bytes));
        }

        return _texts.AsSpan(_textsLength);
    }
}
