using System.Text.Json;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Risk.Lists;

/// <summary>A change of a list as a directive has it: JSON with <c>list</c>, <c>by</c>, <c>add</c> (objects with
/// <c>value</c>, <c>reason</c>, <c>source</c>, <c>until</c>, <c>score</c>, or bare texts) and <c>remove</c>
/// (texts).</summary>
public sealed class ListChange
{
    /// <summary>The most entries of one change: send more in parts.</summary>
    public const int MaxEntries = 100_000;

    /// <summary>The longest name of a list, reason or source, in characters.</summary>
    public const int MaxTextLength = 200;

    /// <summary>The list; made if it is new.</summary>
    public required string List { get; init; }

    /// <summary>What is added or replaced.</summary>
    public required IReadOnlyList<ListEntry> Add { get; init; }

    /// <summary>The values that are taken out.</summary>
    public required IReadOnlyList<string> Remove { get; init; }

    /// <summary>Reads and checks a change.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="error">What is wrong and where; empty if nothing is.</param>
    /// <returns>The change, or null if anything is wrong: nothing is half applied.</returns>
    public static ListChange? Read(ReadOnlySpan<byte> json, out string error)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            ListChange change = Read(document.RootElement);
            error = string.Empty;
            return change;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            error = e is JsonException malformed ? $"not JSON: {JsonProblem.Describe(malformed)}" : e.Message;
            return null;
        }
    }

    private static ListChange Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a change is an object with 'list' and 'add' or 'remove'");
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name is not ("list" or "by" or "add" or "remove"))
            {
                throw new FormatException($"'{property.Name}' is not known; a change has list, by, add and remove");
            }
        }

        JsonElement[] added = Elements(root, "add");
        JsonElement[] removed = Elements(root, "remove");
        if (added.Length + removed.Length is 0 or > MaxEntries)
        {
            throw new FormatException(
                $"a change has 1 to {MaxEntries} entries; this has {added.Length + removed.Length}");
        }

        return new ListChange
        {
            List = Text(root, "list", string.Empty) is { Length: > 0 } name
                ? name : throw new FormatException("'list' must be the name of a list"),
            Add = [.. added.Select((e, i) => Entry(e, $"add[{i}]"))],
            Remove = [.. removed.Select((e, i) => Value(e, $"remove[{i}]"))],
        };
    }

    private static JsonElement[] Elements(JsonElement root, string name) =>
        !root.TryGetProperty(name, out JsonElement list) ? []
        : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()]
        : throw new FormatException($"'{name}' must be a list");

    internal static ListEntry Entry(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return new ListEntry(Value(element, path), string.Empty, string.Empty, null, 1);
        }

        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("value", out JsonElement value))
        {
            throw new FormatException($"{path} must be a text or an object with 'value'");
        }

        return new ListEntry(
            Value(value, path + ".value"), Text(element, "reason", path), Text(element, "source", path),
            Until(element, path), Score(element, path));
    }

    private static string Value(JsonElement element, string path)
    {
        string? value = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        string? problem = value is null
            ? "must be a text" : ListKey.Parse(value, new byte[ListKey.MaxBytes], out _);
        return problem is null ? value! : throw new FormatException($"{path}: {problem}");
    }

    private static string Text(JsonElement element, string name, string path)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return string.Empty;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= MaxTextLength } text
            ? text
            : throw new FormatException(
                $"{path}.{name} must be a text of at most {MaxTextLength} characters".TrimStart('.'));
    }

    private static LogTime? Until(JsonElement element, string path)
    {
        if (!element.TryGetProperty("until", out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            && Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(value.GetString()!), out LogTime time)
            ? time
            : throw new FormatException($"{path}.until must be a time such as 2026-03-01T12:30:00Z");
    }

    private static double Score(JsonElement element, string path)
    {
        if (!element.TryGetProperty("score", out JsonElement value))
        {
            return 1;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float score) && float.IsFinite(score)
            ? score
            : throw new FormatException($"{path}.score must be a finite number");
    }
}
