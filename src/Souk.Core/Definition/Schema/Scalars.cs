using System.Globalization;

namespace Souk.Core.Definition;

/// <summary>The shapes of single values.</summary>
internal static class Scalars
{
    private const string DurationPattern = "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?([0-9]+us)?$";
    private const string NamePattern = "[a-z][a-z0-9_]*";

    // CEL's own words, and words that stand for something in every expression.
    private static readonly HashSet<string> ReservedNames =
    [
        "as", "break", "const", "continue", "else", "event", "false", "for", "function", "if", "import", "in", "let",
        "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
    ];

    /// <summary>Any text.</summary>
    internal static ScalarShape Text { get; } = new("a text") { JsonType = "string", Check = _ => null };

    /// <summary>A text in CEL.</summary>
    internal static ScalarShape Expression { get; } = new("a CEL expression")
    {
        JsonType = "string",
        Check = text => text.Length <= DefinitionLimits.MaxExpressionLength
            ? null
            : $"an expression of {text.Length} characters; at most {DefinitionLimits.MaxExpressionLength} are allowed",
    };

    /// <summary>The word true.</summary>
    internal static ScalarShape True { get; } = new("true")
    {
        JsonType = "boolean",
        Choices = ["true"],
        Check = text => text == "true" ? null : $"expected true, found '{text}'; leave the key out otherwise",
    };

    /// <summary>True or false.</summary>
    internal static ScalarShape Flag { get; } = new("true or false")
    {
        JsonType = "boolean",
        Choices = ["true", "false"],
        Check = text => text is "true" or "false" ? null : $"expected true or false, found '{text}'",
    };

    /// <summary>A name of something new: in lower case, usable in expressions.</summary>
    internal static ScalarShape Name { get; } = new("a name")
    {
        JsonType = "string",
        Pattern = $"^{NamePattern}$",
        Check = CheckName,
    };

    /// <summary>A name of an event type; expressions do not name those, so that <c>return</c> is one.</summary>
    internal static ScalarShape EventName { get; } = new("an event type")
    {
        JsonType = "string",
        Pattern = $"^{NamePattern}$",
        Check = CheckForm,
    };

    /// <summary>A feature's name: a name, or two with a point between them.</summary>
    internal static ScalarShape FeatureName { get; } = new("a feature name")
    {
        JsonType = "string",
        Pattern = $"^{NamePattern}(\\.{NamePattern})?$",
        Check = CheckFeatureName,
    };

    /// <summary>A time zone by its IANA name.</summary>
    internal static ScalarShape TimeZone { get; } = new("an IANA time zone")
    {
        JsonType = "string",
        Check = CheckTimeZone,
    };

    /// <summary>A currency by its ISO 4217 code.</summary>
    internal static ScalarShape Currency { get; } = new("a currency code")
    {
        JsonType = "string",
        Pattern = "^[A-Z]{3}$",
        Check = text => text.Length == 3 && text.All(char.IsAsciiLetterUpper)
            ? null
            : $"'{text}' is no currency code; write three capital letters such as EUR",
    };

    /// <summary>A length of time.</summary>
    internal static ScalarShape Span(string what, Duration minimum, Duration maximum) => new(what)
    {
        JsonType = "string",
        Pattern = DurationPattern,
        Check = text => CheckSpan(text, what, minimum, maximum),
    };

    /// <summary>A window: a length of time, or ever.</summary>
    internal static ScalarShape Window { get; } = new("a window")
    {
        JsonType = "string",
        Pattern = $"{DurationPattern}|^ever$",
        Check = text => text == "ever"
            ? null
            : CheckSpan(text, "a window", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan, ", or 'ever'"),
    };

    /// <summary>A whole number within bounds.</summary>
    internal static ScalarShape Whole(string what, long minimum, long maximum) => new(what)
    {
        JsonType = "integer",
        Minimum = minimum,
        Maximum = maximum,
        Check = text => long.TryParse(text, NumberStyles.AllowLeadingSign, null, out long number)
            && number >= minimum && number <= maximum
                ? null
                : $"'{text}' is not {what}; write a whole number from {minimum} to {maximum}",
    };

    /// <summary>A number within bounds.</summary>
    internal static ScalarShape Number(string what, double minimum, double maximum) => new(what)
    {
        JsonType = "number",
        Check = text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= minimum && number <= maximum
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{text}' is not {what}; write a number from {minimum} to {maximum}"),
    };

    /// <summary>One of the words of an enumeration.</summary>
    internal static ScalarShape OneOf<T>(string what)
        where T : struct, Enum
    {
        IReadOnlyList<string> words = WordForm.All<T>();
        return new ScalarShape(what)
        {
            JsonType = "string",
            Choices = words,
            Check = text => words.Contains(text)
                ? null
                : $"'{text}' is not {what}{Suggestion.For(text, words, "words")}",
        };
    }

    private static string? CheckName(string text) => CheckForm(text) ?? (ReservedNames.Contains(text)
        ? $"'{text}' is a word of the expression language; choose another name"
        : null);

    private static string? CheckForm(string text)
    {
        if (text.Length is 0 or > DefinitionLimits.MaxNameLength)
        {
            return $"a name has 1 to {DefinitionLimits.MaxNameLength} characters, not {text.Length}";
        }

        return char.IsAsciiLetterLower(text[0])
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
                ? null
                : $"'{text}' is no name; use lower-case letters, digits and '_', a letter first";
    }

    private static string? CheckFeatureName(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length > 2
            ? $"'{text}' is no feature name; write one name, or two with a point such as card.payments"
            : parts.Select(CheckName).FirstOrDefault(problem => problem is not null);
    }

    private static string? CheckTimeZone(string text)
    {
        // Windows names and bare offsets would be found too, but mean different things on different machines.
        bool isIana = text == "UTC" || (text.Contains('/', StringComparison.Ordinal)
            && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _));
        if (isIana)
        {
            return null;
        }

        IEnumerable<string> known = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id);
        string hint = Suggestion.For(text, known.Append("UTC"), "time zones");
        return $"'{text}' is no time zone that this system knows"
            + (hint.Contains("did you mean", StringComparison.Ordinal)
                ? hint
                : "; write UTC or an IANA name such as Europe/Berlin");
    }

    private static string? CheckSpan(string text, string what, Duration minimum, Duration maximum, string also = "")
    {
        if (!Duration.TryParse(text, out Duration span))
        {
            return $"'{text}' is not {what}; write a duration such as 30d, 24h, 90m or 10s{also}";
        }

        return span < minimum || span > maximum
            ? $"{what} is {minimum} to {maximum} long, not {text}"
            : null;
    }
}
