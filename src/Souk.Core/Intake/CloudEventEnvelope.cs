using System.Text.Json;

namespace Souk.Core.Intake;

/// <summary>The members of a CloudEvents 1.0 envelope in JSON that Souk reads: specversion, type, id, source, time and
/// data. Extension attributes are allowed and passed over.</summary>
internal ref struct CloudEventEnvelope
{
    internal Utf8JsonReader TypeValue;
    internal Utf8JsonReader IdValue;
    internal Utf8JsonReader TimeValue;
    internal Utf8JsonReader DataValue;
    private bool _hasType;
    private bool _hasId;
    private bool _hasVersion;
    private bool _hasSource;
    private bool _hasData;

    internal EventError? Error { get; private set; }

    internal bool HasTime { get; private set; }

    /// <summary>Reads an envelope; <see cref="Error"/> tells whether that worked.</summary>
    internal static CloudEventEnvelope Read(ReadOnlySpan<byte> json, JsonReaderOptions options)
    {
        CloudEventEnvelope envelope = default;
        Utf8JsonReader reader = new(json, options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            envelope.Error = new EventError(
                string.Empty, $"is {JsonProblem.NameOf(ref reader)}; a CloudEvent is a JSON object");
            return envelope;
        }

        while (envelope.Error is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            envelope.ReadMember(reader);
            reader.Read();
            reader.Skip();
        }

        envelope.Error ??= envelope.FirstMissing();
        if (envelope.Error is null && reader.Read())
        {
            envelope.Error = new EventError(string.Empty, "has something behind its closing brace");
        }

        return envelope;
    }

    private readonly EventError? FirstMissing() =>
        !_hasVersion ? new EventError("specversion", "is missing; it must be \"1.0\"")
        : !_hasType ? new EventError("type", "is missing; it names the event type")
        : !_hasId ? new EventError("id", "is missing; every event needs an id of its own")
        : !_hasSource ? new EventError("source", "is missing; CloudEvents 1.0 requires it")
        : !_hasData ? new EventError("data", "is missing; it must be an object with the event's fields")
        : null;

    private void ReadMember(Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("specversion"u8))
        {
            reader.Read();
            _hasVersion = true;
            if (reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals("1.0"u8))
            {
                Error = new EventError("specversion", "must be the text \"1.0\"");
            }
        }
        else if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            TypeValue = reader;
            _hasType = true;
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            IdValue = reader;
            _hasId = true;
        }
        else if (reader.ValueTextEquals("source"u8))
        {
            _hasSource = true;
        }
        else if (reader.ValueTextEquals("time"u8))
        {
            reader.Read();
            TimeValue = reader;
            HasTime = reader.TokenType != JsonTokenType.Null;
        }
        else if (reader.ValueTextEquals("data"u8))
        {
            reader.Read();
            _hasData = true;
            DataValue = reader;
            Error = reader.TokenType == JsonTokenType.StartObject
                ? null
                : new EventError("data", $"is {JsonProblem.NameOf(ref reader)}; it must be an object with the fields");
        }
        else if (reader.ValueTextEquals("data_base64"u8))
        {
            Error = new EventError("data_base64", "is not supported; give the fields as an object under data");
        }
    }
}
