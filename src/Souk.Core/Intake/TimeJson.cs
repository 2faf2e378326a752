using System.Text.Json;
using Souk.Log;

namespace Souk.Core.Intake;

/// <summary>Reads a time from JSON: RFC 3339 as a text, or whole Unix milliseconds as a number.</summary>
internal static class TimeJson
{
    // 9999-12-31T23:59:59.999Z
    private const long MaxUnixMilliseconds = 253_402_300_799_999;

    /// <summary>Reads it; null, or what is wrong.</summary>
    internal static string? Read(ref Utf8JsonReader reader, out LogTime time)
    {
        time = default;
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out long milliseconds) && milliseconds is >= 0 and <= MaxUnixMilliseconds)
            {
                time = new LogTime(milliseconds * 1000);
                return null;
            }

            return $"is {Shown.Of(reader.ValueSpan)}; as a number a time is whole Unix milliseconds, 0 to " +
                $"{MaxUnixMilliseconds}";
        }

        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
            && Rfc3339.TryParse(reader.ValueSpan, out time))
        {
            return null;
        }

        string found = reader.TokenType == JsonTokenType.String
            ? $"'{Shown.Of(reader.ValueSpan)}'"
            : JsonProblem.NameOf(ref reader);
        return $"is {found}; a time is RFC 3339 with an offset, such as 2026-03-01T12:30:00Z, from 1970 to 9999";
    }
}
