using System.Buffers.Text;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Log;
using ValueType = Souk.Core.Definition.ValueType;

namespace Souk.Core.Intake;

/// <summary>Reads the value of one field from JSON into an encoder, or says what is wrong with it.</summary>
internal sealed class FieldJsonReader(EventEncoder encoder)
{
    private byte[] _text = new byte[1024];

    /// <summary>Reads the value at the reader; null as JSON has it means no value.</summary>
    internal EventError? Read(ref Utf8JsonReader reader, FieldDefinition field)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (field.Type.Kind == ValueKind.List)
        {
            return ReadList(ref reader, field);
        }

        Scalar scalar = default;
        string? problem = ReadScalar(ref reader, field.Type, ref scalar);
        if (problem is not null)
        {
            return new EventError(field.Name, problem);
        }

        switch (field.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                encoder.SetText(field.Index, scalar.Text);
                break;
            case ValueKind.Number:
                encoder.SetNumber(field.Index, BitConverter.Int64BitsToDouble(scalar.Bits));
                break;
            case ValueKind.Whole:
                encoder.SetWhole(field.Index, scalar.Bits);
                break;
            case ValueKind.Money:
                encoder.SetMoney(field.Index, Money.FromUnits(scalar.Bits));
                break;
            case ValueKind.Time:
                encoder.SetTime(field.Index, new LogTime(scalar.Bits));
                break;
            default:
                encoder.SetFlag(field.Index, scalar.Bits != 0);
                break;
        }

        return null;
    }

    private EventError? ReadList(ref Utf8JsonReader reader, FieldDefinition field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new EventError(field.Name, $"is {JsonProblem.NameOf(ref reader)}; it must be a {field.Type}");
        }

        encoder.BeginList(field.Index);
        ValueType element = field.Type.Element!;
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == EventEncoder.MaxListElements)
            {
                return new EventError(field.Name, $"has more than {EventEncoder.MaxListElements} elements");
            }

            Scalar scalar = default;
            string? problem = ReadScalar(ref reader, element, ref scalar);
            if (problem is not null)
            {
                return new EventError($"{field.Name}[{i}]", problem);
            }

            AddElement(element.Kind, in scalar);
            if (encoder.ListBytes > EventEncoder.MaxListBytes)
            {
                return new EventError(field.Name, $"has more than {EventEncoder.MaxListBytes} bytes");
            }
        }

        encoder.EndList();
        return null;
    }

    private void AddElement(ValueKind kind, in Scalar scalar)
    {
        switch (kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                encoder.AddText(scalar.Text);
                break;
            case ValueKind.Number:
                encoder.AddNumber(BitConverter.Int64BitsToDouble(scalar.Bits));
                break;
            case ValueKind.Whole:
                encoder.AddWhole(scalar.Bits);
                break;
            case ValueKind.Money:
                encoder.AddMoney(Money.FromUnits(scalar.Bits));
                break;
            case ValueKind.Time:
                encoder.AddTime(new LogTime(scalar.Bits));
                break;
            default:
                encoder.AddFlag(scalar.Bits != 0);
                break;
        }
    }

    private string? ReadScalar(ref Utf8JsonReader reader, ValueType type, ref Scalar scalar)
    {
        switch (type.Kind)
        {
            case ValueKind.Text:
                return ReadText(ref reader, EntityTable.MaxTextBytes, "a text", ref scalar);
            case ValueKind.Entity:
                return ReadEntity(ref reader, type, ref scalar);
            case ValueKind.Number:
                return ReadNumber(ref reader, ref scalar);
            case ValueKind.Whole:
                return ReadWhole(ref reader, ref scalar);
            case ValueKind.Money:
                return ReadMoney(ref reader, ref scalar);
            case ValueKind.Flag:
                scalar.Bits = reader.TokenType == JsonTokenType.True ? 1 : 0;
                return reader.TokenType is JsonTokenType.True or JsonTokenType.False
                    ? null
                    : Expected(ref reader, "true or false");
            default:
                string? problem = TimeJson.Read(ref reader, out LogTime time);
                scalar.Bits = time.Microseconds;
                return problem;
        }
    }

    private string? ReadText(ref Utf8JsonReader reader, int limit, string what, ref Scalar scalar)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return Expected(ref reader, what);
        }

        if (!reader.ValueIsEscaped)
        {
            scalar.Text = reader.ValueSpan;
        }
        else
        {
            // Unescaping never makes a text longer.
            if (_text.Length < reader.ValueSpan.Length)
            {
                _text = new byte[Math.Max(reader.ValueSpan.Length, _text.Length * 2)];
            }

            try
            {
                scalar.Text = _text.AsSpan(0, reader.CopyString(_text));
            }
            catch (InvalidOperationException)
            {
                return "has half of a surrogate pair; \\u escapes must make whole characters";
            }
        }

        return scalar.Text.Length <= limit ? null : $"has {scalar.Text.Length} bytes; at most {limit} are allowed";
    }

    private string? ReadEntity(ref Utf8JsonReader reader, ValueType type, ref Scalar scalar)
    {
        string what = $"the id of one {type.Entity!.Name}: a text or a whole number";
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out _))
            {
                return Expected(ref reader, what);
            }

            scalar.Text = reader.ValueSpan;
            return null;
        }

        return ReadText(ref reader, EntityTable.MaxIdBytes, what, ref scalar)
            ?? (scalar.Text.Length == 0 ? $"is empty; it must be {what}" : null);
    }

    private static string? ReadNumber(ref Utf8JsonReader reader, ref Scalar scalar)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return Expected(ref reader, "a number");
        }

        if (!reader.TryGetDouble(out double value) || !double.IsFinite(value))
        {
            return $"is {Shown.Of(reader.ValueSpan)}, too large for a number (64-bit floating point)";
        }

        scalar.Bits = BitConverter.DoubleToInt64Bits(value);
        return null;
    }

    private static string? ReadWhole(ref Utf8JsonReader reader, ref Scalar scalar)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return Expected(ref reader, "a whole number");
        }

        return reader.TryGetInt64(out scalar.Bits)
            ? null
            : $"is {Shown.Of(reader.ValueSpan)}; it must be a whole number from {long.MinValue} to {long.MaxValue}";
    }

    private static string? ReadMoney(ref Utf8JsonReader reader, ref Scalar scalar)
    {
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return Expected(ref reader, "an amount of money: a number or a text such as \"12.50\"");
        }

        Span<char> text = stackalloc char[64];
        if (reader.ValueSpan.Length <= text.Length)
        {
            int length = System.Text.Encoding.UTF8.GetChars(reader.ValueSpan, text);
            if (Money.TryParse(text[..length], out Money money))
            {
                scalar.Bits = money.Units;
                return null;
            }
        }

        return $"is '{Shown.Of(reader.ValueSpan)}'; an amount of money has at most {Money.DecimalPlaces} decimal "
            + $"places and lies between {Money.MinValue} and {Money.MaxValue}";
    }

    private static string Expected(ref Utf8JsonReader reader, string what) =>
        $"is {JsonProblem.NameOf(ref reader)}; it must be {what}";

    private ref struct Scalar
    {
        internal long Bits;
        internal ReadOnlySpan<byte> Text;
    }
}
