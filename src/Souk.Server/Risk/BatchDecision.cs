using System.Text.Json;
using Souk.Core.Intake;

namespace Souk.Server.Risk;

/// <summary>The lines of a batch of events to decide on.</summary>
internal static class BatchDecision
{
    /// <summary>The most events of one batch: their answers take some ten megabytes.</summary>
    internal const int MaxEvents = 10_000;

    /// <summary>The events of a body, as ranges of it.</summary>
    /// <param name="body">NDJSON, or a JSON array.</param>
    /// <param name="events">Where each event stands.</param>
    /// <returns>What is wrong, or null.</returns>
    internal static string? Split(ReadOnlySpan<byte> body, List<Range> events)
    {
        int start = body.Length - body.TrimStart(" \r\n\t"u8).Length;
        string? problem = start < body.Length && body[start] == '[' ? Elements(body, events) : Lines(body, events);
        return problem
            ?? (events.Count == 0 ? "the batch holds no event"
                : events.Count > MaxEvents ? $"the batch holds {events.Count} events; at most {MaxEvents} are taken"
                : null);
    }

    private static string? Elements(ReadOnlySpan<byte> body, List<Range> events)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = EventJsonParser.MaxDepth + 1 });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                events.Add(start..(int)reader.BytesConsumed);
            }

            // Anything behind the array's end is an error of the reader.
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            return $"the array is not valid JSON behind element {events.Count}: {JsonProblem.Describe(e)}";
        }
    }

    private static string? Lines(ReadOnlySpan<byte> body, List<Range> events)
    {
        for (int start = 0; start < body.Length;)
        {
            int length = body[start..].IndexOf((byte)'\n');
            int end = length < 0 ? body.Length : start + length;
            if (!body[start..end].Trim("\r \t"u8).IsEmpty)
            {
                events.Add(start..end);
            }

            start = end + 1;
        }

        return null;
    }
}
