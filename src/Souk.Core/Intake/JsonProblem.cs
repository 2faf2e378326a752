using System.Text.Json;

namespace Souk.Core.Intake;

/// <summary>Words for what the JSON reader found.</summary>
internal static class JsonProblem
{
    /// <summary>What a token is, with its article.</summary>
    internal static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "the number",
        JsonTokenType.True or JsonTokenType.False => "a flag",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    /// <summary>The reader's message without its own note of the place, and the place as line and column from 1.</summary>
    internal static string Describe(JsonException e)
    {
        int note = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = (note < 0 ? e.Message : e.Message[..note]).TrimEnd('.', ' ');
        return e.LineNumber is long line && e.BytePositionInLine is long column
            ? $"{message} (line {line + 1}, byte {column + 1})"
            : message;
    }
}
