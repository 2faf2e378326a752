using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Intake;
using Souk.Features.Reading;

namespace Souk.Server.Entities;

/// <summary>Writes feature values as JSON: numbers as numbers, money as a decimal number, times as RFC 3339, a value
/// that is missing as null.</summary>
public static class FeatureJson
{
    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter json, FeatureValue value)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (value.IsMissing)
        {
            json.WriteNullValue();
            return;
        }

        switch (value.Kind)
        {
            case ValueKind.Number:
                WriteNumber(json, value.Number);
                break;
            case ValueKind.Whole:
                json.WriteNumberValue(value.Whole);
                break;
            case ValueKind.Money:
                json.WriteNumberValue(value.Money.ToDecimal());
                break;
            case ValueKind.Flag:
                json.WriteBooleanValue(value.Flag);
                break;
            case ValueKind.Time:
                json.WriteStringValue(Rfc3339.Format(value.Time));
                break;
            case ValueKind.List:
                json.WriteStartArray();
                foreach (FeatureValue element in value.List)
                {
                    Write(json, element);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value.Text);
                break;
        }
    }

    // JSON has no infinities; a sum of numbers can become one.
    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
