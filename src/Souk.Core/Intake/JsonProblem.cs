using System.Text.Json;

namespace Souk.Core.Intake;

/// <summary>Words for what the JSON reader found.</summary>
internal static class JsonProblem
{
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

    /// <summary>The reader's message without its own note of the place, and the place as line and column from
    /// 1.</summary>
    internal static string Describe(JsonException e)
    {
        int note = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = Plain((note < 0 ? e.Message : e.Message[..note]).TrimEnd('.', ' '));
        return e.LineNumber is long line && e.BytePositionInLine is long column
            ? $"{message} (line {line + 1}, byte {column + 1})"
            : message;
    }

    // What the reader says of its own settings means nothing to a sender.
    private static string Plain(string message) => message switch
    {
        _ when message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) => "it is empty",
        _ when message.Contains("Expected depth to be zero", StringComparison.Ordinal) =>
            "it ends before its closing brace or bracket",
        _ when message.Contains("trailing comma", StringComparison.Ordinal) => "a comma stands before a closing brace",
        _ => message,
    };
}
