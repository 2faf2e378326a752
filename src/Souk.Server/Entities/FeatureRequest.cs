using System.Text.Json;
using Souk.Features.Past;

namespace Souk.Server.Entities;

/// <summary>The body of <c>POST /v1/features</c>.</summary>
internal sealed class FeatureRequest
{
    /// <summary>The most keys of one request.</summary>
    internal const int MaxKeys = 10_000;

    /// <summary>The most feature names of one request.</summary>
    internal const int MaxFeatures = 2_000;

    /// <summary>The features asked for: names of columns, or of features, which stand for all their columns.</summary>
    internal List<string> Features { get; } = [];

    /// <summary>The keys, each with its parts.</summary>
    internal List<string[]> Keys { get; } = [];

    /// <summary>The past moment asked for, or null for now.</summary>
    internal PastMoment? At { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">Valid JSON.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="path">Where it is wrong.</param>
    /// <returns>Null, or what is wrong.</returns>
    internal static string? Parse(ReadOnlySpan<byte> body, out FeatureRequest request, out string path)
    {
        request = new FeatureRequest();
        path = string.Empty;
        Utf8JsonReader reader = new(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "The body must be an object such as {\"features\": [\"card.payments.24h\"], \"keys\": " +
                "[\"card1\"]}.";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            path = reader.GetString()!;
            reader.Read();
            string? problem = path switch
            {
                "features" => request.ReadFeatures(ref reader),
                "keys" => request.ReadKeys(ref reader, ref path),
                "at" => request.ReadAt(ref reader),
                _ => "There is no such member; 'features', 'keys' and 'at' are known.",
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        path = request.Features.Count == 0 ? "features" : "keys";
        return request.Features.Count == 0 ? "At least one feature must be named."
            : request.Keys.Count == 0 ? "At least one key must be given."
            : null;
    }

    private string? ReadAt(ref Utf8JsonReader reader)
    {
        string? at = reader.TokenType is JsonTokenType.String or JsonTokenType.Number ? PartOf(ref reader) : null;
        if (at is null || !PastMoment.TryParse(at, out PastMoment moment))
        {
            return "It must be a log position (1, 2, 3 ...) or a time with an offset such as \"2026-03-01T12:30:00Z\".";
        }

        At = moment;
        return null;
    }

    private string? ReadFeatures(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return "It must be a list of names.";
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String || Features.Count == MaxFeatures)
            {
                return $"It must be a list of at most {MaxFeatures} names, each a text.";
            }

            Features.Add(reader.GetString()!);
        }

        return null;
    }

    private string? ReadKeys(ref Utf8JsonReader reader, ref string path)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return "It must be a list of keys.";
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            path = $"keys[{Keys.Count}]";
            if (Keys.Count == MaxKeys)
            {
                return $"At most {MaxKeys} keys are read at once.";
            }

            if (reader.TokenType == JsonTokenType.StartArray)
            {
                List<string> parts = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (PartOf(ref reader) is not string part)
                    {
                        return "The parts of a key are texts, whole numbers or flags.";
                    }

                    parts.Add(part);
                }

                Keys.Add([.. parts]);
            }
            else if (PartOf(ref reader) is string single)
            {
                Keys.Add([single]);
            }
            else
            {
                return "A key is a text, a whole number, or a list of its parts.";
            }
        }

        path = "keys";
        return null;
    }

    private static string? PartOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number when reader.TryGetInt64(out long whole) => whole.ToString(),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => null,
    };
}
