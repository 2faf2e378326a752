using System.Globalization;

namespace Souk.Core.Definition;

/// <summary>Reads the default value of a field.</summary>
internal static class DefaultParser
{
    /// <summary>The value by the rules of <see cref="FieldDefinition.Default"/>, or null and why not.</summary>
    internal static object? Parse(string text, ValueType type, out string? problem)
    {
        object? value = type.Kind switch
        {
            ValueKind.Text => text,
            ValueKind.Entity => text.Length > 0 ? text : null,
            ValueKind.Number => ParseNumber(text),
            ValueKind.Whole => long.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole : null,
            ValueKind.Money => Money.TryParse(text, out Money money) ? money : null,
            ValueKind.Time => ParseTime(text),
            ValueKind.Flag => text switch { "true" => true, "false" => false, _ => null },
            _ => null,
        };
        problem = value is null ? $"'{text}' is no default for a field of type {type}; write {Example(type)}" : null;
        return value;
    }

    /// <summary>The canonical text of a default.</summary>
    internal static string Format(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number) ? number : null;

    private static DateTimeOffset? ParseTime(string text) => DateTimeOffset.TryParseExact(
        text,
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out DateTimeOffset time) ? time : null;

    private static string Example(ValueType type) => type.Kind switch
    {
        ValueKind.Number => "a finite number such as 1.5",
        ValueKind.Whole => "a whole number such as 1",
        ValueKind.Money => $"an amount with at most {Money.DecimalPlaces} decimal places such as 9.99",
        ValueKind.Time => "a time such as 2026-01-31T00:00:00Z",
        ValueKind.Flag => "true or false",
        ValueKind.List => "none: a list has no default",
        _ => "an id",
    };
}
