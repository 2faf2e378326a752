using System.Text.Json;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Server.Entities;

/// <summary>Writes the profile of an entity as a JSON object with the attributes that have a value.</summary>
internal static class ProfileJson
{
    internal static void Write(Utf8JsonWriter json, ProfileStore profiles, EntityKind kind, uint entity)
    {
        json.WriteStartObject();
        foreach (AttributeDefinition attribute in kind.Attributes)
        {
            if (!profiles.Has(kind, entity, attribute.Index))
            {
                continue;
            }

            json.WritePropertyName(attribute.Name);
            WriteValue(json, profiles, kind, entity, attribute);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(
        Utf8JsonWriter json, ProfileStore profiles, EntityKind kind, uint entity, AttributeDefinition attribute)
    {
        long bits = profiles.Bits(kind, entity, attribute.Index);
        switch (attribute.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                json.WriteStringValue(profiles.Text(kind, entity, attribute.Index));
                break;
            case ValueKind.Number:
                json.WriteNumberValue(BitConverter.Int64BitsToDouble(bits));
                break;
            case ValueKind.Whole:
                json.WriteNumberValue(bits);
                break;
            case ValueKind.Money:
                json.WriteNumberValue(Money.FromUnits(bits).ToDecimal());
                break;
            case ValueKind.Flag:
                json.WriteBooleanValue(bits != 0);
                break;
            case ValueKind.Time:
                json.WriteStringValue(Rfc3339.Format(new LogTime(bits)));
                break;
            default:
                WriteList(json, profiles.ListBytes(kind, entity, attribute.Index), attribute.Type.Element!.Kind);
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, ValueKind kind)
    {
        json.WriteStartArray();
        ListReader list = new(bytes, kind);
        while (list.MoveNext())
        {
            switch (kind)
            {
                case ValueKind.Text or ValueKind.Entity:
                    json.WriteStringValue(list.Text);
                    break;
                case ValueKind.Number:
                    json.WriteNumberValue(list.Number);
                    break;
                case ValueKind.Whole:
                    json.WriteNumberValue(list.Whole);
                    break;
                case ValueKind.Money:
                    json.WriteNumberValue(list.Money.ToDecimal());
                    break;
                case ValueKind.Flag:
                    json.WriteBooleanValue(list.Flag);
                    break;
                default:
                    json.WriteStringValue(Rfc3339.Format(list.Time));
                    break;
            }
        }

        json.WriteEndArray();
    }
}
