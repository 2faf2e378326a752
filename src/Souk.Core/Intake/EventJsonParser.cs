using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Intake;

/// <summary>
/// Reads one event as JSON, checks it against the definition and encodes it. The event is one object: <c>type</c>,
/// <c>id</c> (a text, or a whole number taken as text), <c>time</c> (RFC 3339, or Unix milliseconds; the server's time
/// if missing) and the fields of its type; or a CloudEvents 1.0 envelope whose <c>data</c> has the fields. Reused from
/// event to event by one thread.
/// </summary>
public sealed class EventJsonParser
{
    /// <summary>How deep an event may nest: an object, a list in it, and the envelope around it, with one to spare so
    /// that the error can say what is wrong.</summary>
    public const int MaxDepth = 8;

    private static readonly JsonReaderOptions _readerOptions = new() { MaxDepth = MaxDepth };

    private readonly MarketplaceDefinition _definition;
    private readonly IntakeClock _clock;
    private readonly EventEncoder _encoder = new();
    private readonly FieldJsonReader _fields;
    private readonly byte[] _id = new byte[EventEncoder.MaxIdBytes];
    private readonly Dictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> _types;
    private readonly char[] _name = new char[256];
    private int _idLength;
    private LogTime? _time;
    private EventType? _type;

    /// <summary>Makes a parser for a definition.</summary>
    public EventJsonParser(MarketplaceDefinition definition, IntakeClock clock)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(clock);
        _definition = definition;
        _clock = clock;
        _fields = new FieldJsonReader(_encoder);
        _types = definition.EventTypes.ToDictionary(t => t.Name).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Reads an event and adds it to a batch; nothing is added if it is refused.</summary>
    /// <param name="json">The event, UTF-8.</param>
    /// <param name="isCloudEvent">Whether it is a CloudEvents envelope.</param>
    /// <param name="batch">Where to.</param>
    /// <returns>Null, or why it was refused.</returns>
    public EventError? Parse(ReadOnlySpan<byte> json, bool isCloudEvent, EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!Utf8.IsValid(json))
        {
            return new EventError(string.Empty, "is not valid UTF-8");
        }

        _type = null;
        _time = null;
        _idLength = 0;
        try
        {
            EventError? error = isCloudEvent ? ReadEnvelope(json) : ReadPlain(json);
            return error ?? Finish(batch);
        }
        catch (JsonException e)
        {
            return new EventError(string.Empty, $"is not valid JSON: {JsonProblem.Describe(e)}");
        }
    }

    private EventError? ReadPlain(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, _readerOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new EventError(string.Empty, $"is {JsonProblem.NameOf(ref reader)}; an event is a JSON object");
        }

        // Most senders put the type first; otherwise it is looked for, then the fields are read.
        Utf8JsonReader first = reader;
        if (FindType(ref first) is EventError error)
        {
            return error;
        }

        _encoder.Begin(_type!);
        return ReadMembers(ref reader, isData: false) ?? ExpectEnd(ref reader);
    }

    private EventError? ReadEnvelope(ReadOnlySpan<byte> json)
    {
        CloudEventEnvelope envelope = CloudEventEnvelope.Read(json, _readerOptions);
        if (envelope.Error is EventError error)
        {
            return error;
        }

        Utf8JsonReader attribute = envelope.TypeValue;
        if (SetType(ref attribute) is EventError typeError)
        {
            return typeError;
        }

        attribute = envelope.IdValue;
        if (SetId(ref attribute) is EventError idError)
        {
            return idError;
        }

        if (envelope.HasTime)
        {
            attribute = envelope.TimeValue;
            if (SetTime(ref attribute) is EventError timeError)
            {
                return timeError;
            }
        }

        _encoder.Begin(_type!);
        Utf8JsonReader data = envelope.DataValue;
        return ReadMembers(ref data, isData: true);
    }

    // Finds the type of the event whose object starts at the reader.
    private EventError? FindType(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return SetType(ref reader);
            }

            reader.Skip();
        }

        return new EventError("type", $"is missing{Suggestion.For(string.Empty, TypeNames, "event types")}");
    }

    private EventError? ReadMembers(ref Utf8JsonReader reader, bool isData)
    {
        int expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!isData && IsReserved(ref reader, out EventError? reservedError))
            {
                if (reservedError is not null)
                {
                    return reservedError;
                }

                continue;
            }

            if (FindField(ref reader, ref expected) is not FieldDefinition field)
            {
                string name = reader.GetString()!;
                return new EventError(
                    name,
                    "is no field of " +
                    $"'{_type!.Name}'{Suggestion.For(name, _type.Fields.Select(f => f.Name), "fields")}");
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.Null && _encoder.IsSet(field.Index))
            {
                return new EventError(field.Name, "is given twice");
            }

            if (_fields.Read(ref reader, field) is EventError error)
            {
                return error;
            }
        }

        return null;
    }

    private bool IsReserved(ref Utf8JsonReader reader, out EventError? error)
    {
        error = null;
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            return true;
        }

        if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            error = _idLength > 0 ? new EventError("id", "is given twice") : SetId(ref reader);
            return true;
        }

        if (reader.ValueTextEquals("time"u8))
        {
            reader.Read();
            error = _time is not null ? new EventError("time", "is given twice") : SetTime(ref reader);
            return true;
        }

        return false;
    }

    // Senders mostly keep to one order, so the field after the last one is tried first.
    private FieldDefinition? FindField(ref Utf8JsonReader reader, ref int expected)
    {
        IReadOnlyList<FieldDefinition> fields = _type!.Fields;
        for (int tried = 0; tried < fields.Count; tried++)
        {
            FieldDefinition field = fields[(expected + tried) % fields.Count];
            if (reader.ValueTextEquals(field.NameUtf8.Span))
            {
                expected = (field.Index + 1) % fields.Count;
                return field;
            }
        }

        return null;
    }

    private IEnumerable<string> TypeNames => _definition.EventTypes.Select(t => t.Name);

    private EventError? SetType(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return new EventError("type", $"is {JsonProblem.NameOf(ref reader)}; it must be a text");
        }

        ReadOnlySpan<char> name = [];
        if (reader.ValueSpan.Length < _name.Length)
        {
            name = _name.AsSpan(0, reader.CopyString(_name));
            if (_types.TryGetValue(name, out _type))
            {
                return null;
            }
        }

        string found = name.Length > 0 ? name.ToString() : reader.GetString()!;
        return new EventError(
            "type", $"'{Shown.Of(found)}' is not declared{Suggestion.For(found, TypeNames, "event types")}");
    }

    private EventError? SetId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number))
        {
            number.TryFormat(_id, out _idLength);
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return new EventError("id", $"is {JsonProblem.NameOf(ref reader)}; it must be a text or a whole number");
        }

        if (reader.ValueSpan.Length > _id.Length * 6)
        {
            return IdTooLong(reader.ValueSpan.Length);
        }

        Span<byte> unescaped = stackalloc byte[_id.Length * 6];
        int length = reader.CopyString(unescaped);
        if (length == 0)
        {
            return new EventError("id", "is empty; every event needs an id of its own");
        }

        if (length > _id.Length)
        {
            return IdTooLong(length);
        }

        unescaped[..length].CopyTo(_id);
        _idLength = length;
        return null;
    }

    private static EventError IdTooLong(int length) =>
        new("id", $"has {length} bytes; at most {EventEncoder.MaxIdBytes} are allowed");

    private EventError? SetTime(ref Utf8JsonReader reader)
    {
        if (TimeJson.Read(ref reader, out LogTime time) is string problem)
        {
            return new EventError("time", problem);
        }

        _time = time;
        return null;
    }

    private EventError? Finish(EventBatch batch)
    {
        if (_idLength == 0)
        {
            return new EventError(
                "id", "is missing; every event needs an id of its own, so that sending it twice is safe");
        }

        LogTime now = _clock.Now;
        LogTime own = _time ?? TimeFromField() ?? now;
        if (_clock.Stamp(own, now) is not LogTime stamped)
        {
            return _clock.TooFarAhead(own, now);
        }

        _encoder.Identify(_id.AsSpan(0, _idLength), own);
        FieldDefaults.Apply(_encoder, _type!);
        if (_encoder.FirstMissing() is FieldDefinition missing)
        {
            return new EventError(missing.Name, $"is missing; an event '{_type!.Name}' needs it ({missing.Type})");
        }

        if (_encoder.EncodedBound > EventEncoder.MaxEventBytes)
        {
            return new EventError(
                string.Empty,
                $"has about {_encoder.EncodedBound} bytes; at most {EventEncoder.MaxEventBytes} are allowed");
        }

        _encoder.End(batch, stamped);
        return null;
    }

    private LogTime? TimeFromField() =>
        _type!.TimeField is FieldDefinition field && _encoder.IsSet(field.Index)
            ? new LogTime(_encoder.BitsOf(field.Index))
            : null;

    private static EventError? ExpectEnd(ref Utf8JsonReader reader) =>
        reader.Read() ? new EventError(string.Empty, "has something behind its closing brace") : null;
}
