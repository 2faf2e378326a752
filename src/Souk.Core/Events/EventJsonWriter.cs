using System.Text.Encodings.Web;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Intake;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Events;

/// <summary>Writes events as the JSON that intake takes, one object a line. One thread at a time.</summary>
public sealed class EventJsonWriter : IDisposable
{
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Arena _arena = new("unused");
    private readonly EventView _view;
    private readonly StoredEventType[] _types;
    private readonly Stream _target;
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes a writer.</summary>
    /// <param name="definition">The definition that the events are encoded under.</param>
    /// <param name="target">Where to; it stays open.</param>
    public EventJsonWriter(MarketplaceDefinition definition, Stream target)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(target);
        EntityTable entities = new(_arena, definition.EntityKinds.Count);
        _view = new EventView(entities, new ProfileStore(_arena, definition, entities), definition);
        _types = StoredEventType.Map(definition, definition);
        _target = target;
        _json = new Utf8JsonWriter(target, _options);
    }

    /// <summary>Writes all events of a batch.</summary>
    public void Write(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int at = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<byte> record = batch.RecordAt(at);
            at += record.Length;
            _view.Load(record, _types, LogPosition.Zero, EventFormat.ReadHead(record).StampedTime);
            Write(_view);
        }
    }

    /// <summary>Writes one event.</summary>
    public void Write(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        _json.Reset(_target);
        _json.WriteStartObject();
        _json.WriteString("type"u8, e.Type.Name);
        _json.WriteString("id"u8, e.Id);
        _json.WriteString("time"u8, Rfc3339.Format(e.OwnTime));
        foreach (FieldDefinition field in e.Type.Fields)
        {
            if (e.Has(field.Index))
            {
                _json.WritePropertyName(field.NameUtf8.Span);
                WriteValue(e, field);
            }
        }

        _json.WriteEndObject();
        _json.Flush();
        _target.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _arena.Dispose();
    }

    private void WriteValue(EventView e, FieldDefinition field)
    {
        if (field.Type.Kind != ValueKind.List)
        {
            WriteScalar(field.Type.Kind, field.Type.Kind is ValueKind.Text or ValueKind.Entity ? e.Text(
                field.Index) : default, e.Bits(field.Index));
            return;
        }

        _json.WriteStartArray();
        ListReader list = e.List(field.Index);
        ValueKind element = field.Type.Element!.Kind;
        while (list.MoveNext())
        {
            WriteScalar(element, element is ValueKind.Text or ValueKind.Entity ? list.Text : default, list.Whole);
        }

        _json.WriteEndArray();
    }

    private void WriteScalar(ValueKind kind, ReadOnlySpan<byte> text, long bits)
    {
        switch (kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                _json.WriteStringValue(text);
                break;
            case ValueKind.Number:
                _json.WriteNumberValue(BitConverter.Int64BitsToDouble(bits));
                break;
            case ValueKind.Whole:
                _json.WriteNumberValue(bits);
                break;
            case ValueKind.Money:
                _json.WriteNumberValue(Money.FromUnits(bits).ToDecimal());
                break;
            case ValueKind.Flag:
                _json.WriteBooleanValue(bits != 0);
                break;
            default:
                _json.WriteStringValue(Rfc3339.Format(new LogTime(bits)));
                break;
        }
    }
}
