using System.Globalization;
using System.Text.Json;

namespace Souk.Experiments.Assignment;

/// <summary>Reads the values of a plan's JSON and gathers what is wrong, each with its place.</summary>
internal sealed class PlanErrors
{
    private readonly List<string> _errors = [];

    internal IReadOnlyList<string> All => _errors;

    internal void Add(string path, string message) => _errors.Add($"{path}: {message}");

    /// <summary>Reports the properties of an object that nobody reads.</summary>
    internal void Unknown(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                Add(Join(path, property.Name), $"is not known; known are {string.Join(", ", known.ToArray())}");
            }
        }
    }

    internal string? Text(JsonElement element, string path, string name, bool required, int longest = 64)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            if (required)
            {
                Add(Join(path, name), "is missing; a text is needed");
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text
            || text.Length > longest)
        {
            Add(Join(path, name), $"must be a text of 1 to {longest} characters");
            return null;
        }

        return text;
    }

    internal double? Number(JsonElement element, string path, string name, double above, double most)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number)
            || !(number > above && number <= most))
        {
            Add(Join(path, name), string.Create(
                CultureInfo.InvariantCulture, $"must be a number above {above} and at most {most}"));
            return null;
        }

        return number;
    }

    internal bool Flag(JsonElement element, string path, string name, bool fallback)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(Join(path, name), "must be true or false");
        return fallback;
    }

    internal IReadOnlyList<JsonElement> Objects(JsonElement element, string path, string name, int least, int most)
    {
        if (!element.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Array
            || value.GetArrayLength() < least || value.GetArrayLength() > most
            || value.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.Object))
        {
            Add(Join(path, name), $"must be a list of {least} to {most} objects");
            return [];
        }

        return [.. value.EnumerateArray()];
    }

    internal static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
