using System.Text.Json;
using System.Text.RegularExpressions;

namespace Souk.Core.Intake;

/// <summary>Words for what is wrong with JSON, without a word of how it is read.</summary>
public static partial class JsonProblem
{
    /// <summary>What is wrong with a document as JSON: its syntax, its depth, a text that is no Unicode.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>What, with line and byte from 1, such as <c>it is empty (line 1, byte 1)</c>; null if nothing is.</returns>
    public static string? Find(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        try
        {
            while (reader.Read())
            {
                // Halves of surrogate pairs pass as syntax and fail only when they are read as text.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return null;
        }
        catch (JsonException e)
        {
            return Describe(e);
        }
        catch (InvalidOperationException)
        {
            return $"the text at byte {reader.TokenStartIndex + 1} has half of a surrogate pair";
        }
    }

    /// <summary>What an exception of reading JSON says, with the place as path, or line and byte, from 1.</summary>
    public static string Describe(JsonException e)
    {
        ArgumentNullException.ThrowIfNull(e);
        int note = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        int path = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        int end = note < 0 ? path : path < 0 ? note : Math.Min(note, path);
        string message = Plain((end < 0 ? e.Message : e.Message[..end]).TrimEnd('.', ' '));
        if (e.Path is { Length: > 2 } && !message.Contains('\'', StringComparison.Ordinal))
        {
            return $"'{e.Path[2..]}' {message}";
        }

        return e.Path is null && e.LineNumber is long line && e.BytePositionInLine is long column
            ? $"{message} (line {line + 1}, byte {column + 1})"
            : message;
    }

    /// <summary>What stands at a reader, with its article, and a number's digits.</summary>
    internal static string NameOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => $"the number {Shown.Of(reader.ValueSpan)}",
        JsonTokenType.True or JsonTokenType.False => "a flag",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    // What the reader says of its own settings and types means nothing to a sender.
    private static string Plain(string message) => message switch
    {
        _ when message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) => "it is empty",
        _ when message.Contains("Expected depth to be zero", StringComparison.Ordinal) =>
            "it ends before its closing brace or bracket",
        _ when message.Contains("trailing comma", StringComparison.Ordinal) => "a comma stands before a closing brace",
        _ when Depth().Match(message) is { Success: true } deep =>
            $"it is nested deeper than {deep.Groups[1].Value} levels",
        _ when Missing().Match(message) is { Success: true } missing => $"{missing.Groups[1].Value} must be given",
        _ when Unknown().Match(message) is { Success: true } unknown => $"'{unknown.Groups[1].Value}' is not known",
        _ when message.Contains("could not be converted to", StringComparison.Ordinal) => "has another type than it needs",
        _ => message,
    };

    [GeneratedRegex(@"maximum configured depth of (\d+)")]
    private static partial Regex Depth();

    [GeneratedRegex(@"missing required properties including: (.*)$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^The JSON property '(.*)' could not be mapped")]
    private static partial Regex Unknown();
}
