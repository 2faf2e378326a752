using System.Text.Json;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;

namespace Souk.Server.Risk;

/// <summary>What a training is asked for: <c>{"checkpoint": "payment", "kind": "trees", "columns": [...],
/// "outcomes": [...], "from": time, "as_of": time, "by": name, "shadow": true, "seed": 1}</c>; all but the checkpoint
/// may be left out.</summary>
/// <param name="Options">The options.</param>
/// <param name="By">Who asked.</param>
/// <param name="Shadow">Whether the version runs in shadow at once.</param>
internal sealed record TrainingBody(RiskTrainingOptions Options, string By, bool Shadow)
{
    private static readonly string[] _keys =
        ["checkpoint", "kind", "columns", "outcomes", "from", "as_of", "by", "shadow", "seed"];

    /// <summary>Reads it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="problem">What is wrong with it; empty if nothing is.</param>
    internal static TrainingBody? Read(JsonElement body, out string problem)
    {
        try
        {
            problem = string.Empty;
            return Of(body);
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private static TrainingBody Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("The body must be an object.");
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!_keys.Contains(property.Name))
            {
                throw new FormatException($"'{property.Name}' is not known; there are {string.Join(", ", _keys)}.");
            }
        }

        string kind = Text(root, "kind") ?? "trees";
        if (!Enum.TryParse(kind, ignoreCase: true, out RiskModelKind known) || !char.IsAsciiLetter(kind[0]))
        {
            throw new FormatException($"'kind' is '{kind}'; it must be trees, logistic, isolation or tail.");
        }

        ulong seed = 1;
        if (root.TryGetProperty("seed", out JsonElement number)
            && (number.ValueKind != JsonValueKind.Number || !number.TryGetUInt64(out seed)))
        {
            throw new FormatException("'seed' must be a whole number of 0 or more.");
        }

        return new TrainingBody(
            new RiskTrainingOptions
            {
                Checkpoint = Text(root, "checkpoint") ?? throw new FormatException("'checkpoint' must be said."),
                Kind = known,
                Columns = Texts(root, "columns"),
                Outcomes = Texts(root, "outcomes"),
                From = Time(root, "from") ?? LogTime.BeforeAll,
                AsOf = Time(root, "as_of"),
                Seed = seed,
            },
            Text(root, "by") ?? string.Empty,
            Flag(root, "shadow"));
    }

    private static bool Flag(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value)
        && (value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new FormatException($"'{name}' must be true or false."));

    private static string? Text(JsonElement root, string name) =>
        !root.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"'{name}' must be a text.");

    private static string[] Texts(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
            : throw new FormatException($"'{name}' must be a list of texts.");
    }

    private static LogTime? Time(JsonElement root, string name) =>
        Text(root, name) is not string text ? null
        : Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out LogTime time) ? time
        : throw new FormatException($"'{name}' is '{text}'; it must be a time such as 2026-03-01T12:30:00Z.");
}
