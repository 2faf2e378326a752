using System.Globalization;
using System.Text;

namespace Souk.Expressions;

/// <summary>Values as literals of the language.</summary>
internal static class ValueText
{
    // Enough for a message; the rest of a long aggregate says nothing new.
    private const int MaxItems = 100;

    public static string Format(CelValue value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>The shortest text that reads back as the same double.</summary>
    public static string FormatDouble(double value)
    {
        if (double.IsPositiveInfinity(value))
            return "Infinity";
        return double.IsNegativeInfinity(value)
            ? "-Infinity"
            : value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
    }

    private static void Append(StringBuilder text, CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Null:
                text.Append("null");
                break;
            case CelKind.Bool:
                text.Append(value.AsBool ? "true" : "false");
                break;
            case CelKind.Int:
                text.Append(CultureInfo.InvariantCulture, $"{value.AsInt}");
                break;
            case CelKind.Uint:
                text.Append(CultureInfo.InvariantCulture, $"{value.AsUint}u");
                break;
            case CelKind.Double:
                AppendDouble(text, value.AsDouble);
                break;
            case CelKind.String:
                AppendString(text, value.AsString);
                break;
            case CelKind.Bytes:
                AppendBytes(text, value.AsBytes);
                break;
            case CelKind.List:
                AppendList(text, value.AsList);
                break;
            case CelKind.Map:
                AppendMap(text, value.AsMap);
                break;
            case CelKind.Timestamp:
                text.Append($"timestamp(\"{value.AsTimestamp}\")");
                break;
            case CelKind.Duration:
                text.Append($"duration(\"{value.AsDuration}\")");
                break;
            case CelKind.Type:
                text.Append(value.AsType.Name);
                break;
            case CelKind.Optional when !value.AsOptional.HasValue:
                text.Append("optional.none()");
                break;
            case CelKind.Optional:
                text.Append("optional.of(");
                Append(text, value.AsOptional.Value);
                text.Append(')');
                break;
            default:
                text.Append(value.AsOpaque);
                break;
        }
    }

    private static void AppendDouble(StringBuilder text, double value)
    {
        string digits = FormatDouble(value);
        text.Append(digits);
        if (double.IsFinite(value) && !digits.AsSpan().ContainsAny('.', 'e'))
            text.Append(".0");
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            string? escape = c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:X4}",
                _ => null,
            };
            if (escape is null)
                text.Append(c);
            else
                text.Append(escape);
        }

        text.Append('"');
    }

    private static void AppendBytes(StringBuilder text, byte[] value)
    {
        text.Append("b\"");
        foreach (byte octet in value)
        {
            if (octet is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\')
                text.Append((char)octet);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{octet:X2}");
        }

        text.Append('"');
    }

    private static void AppendList(StringBuilder text, CelList list)
    {
        text.Append('[');
        for (int i = 0; i < Math.Min(list.Count, MaxItems); i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, list[i]);
        }

        text.Append(list.Count > MaxItems ? ", ...]" : "]");
    }

    private static void AppendMap(StringBuilder text, CelMap map)
    {
        text.Append('{');
        for (int i = 0; i < Math.Min(map.Count, MaxItems); i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, map.KeyAt(i));
            text.Append(": ");
            Append(text, map.ValueAt(i));
        }

        text.Append(map.Count > MaxItems ? ", ...}" : "}");
    }
}
