using System.Text.Json;

namespace Souk.Risk.Models;

/// <summary>Makes and reads the directives that bring models into the log and change their use.</summary>
public static class ModelDirective
{
    /// <summary>Hands in a version: JSON with <c>name</c>, <c>by</c>, <c>sha256</c> and <c>model</c> in base64. It gets
    /// the next number and is not in use.</summary>
    public const string HandIn = "risk.model";

    /// <summary>Changes the use of a version: JSON with <c>name</c>, <c>version</c>, <c>use</c> (champion, challenger,
    /// none), <c>by</c> and <c>why</c>.</summary>
    public const string ChangeUse = "risk.model.use";

    /// <summary>The body that hands a model in.</summary>
    /// <exception cref="ArgumentException">The name is none, or the file is too large or no model.</exception>
    public static byte[] OfModel(string name, byte[] file, string by)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            name,
            by,
            sha256 = RiskModel.HashOf(file),
            model = Convert.ToBase64String(file),
        });
        ReadModel(body, out string problem);
        return problem.Length == 0 ? body : throw new ArgumentException(problem, nameof(file));
    }

    /// <summary>The body that changes the use of a version.</summary>
    public static byte[] OfUse(string name, int version, ModelVersionUse use, string by, string why) =>
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            name,
            version,
            use = use.ToString().ToLowerInvariant(),
            by,
            why,
        });

    /// <summary>Reads a body that hands a model in.</summary>
    /// <param name="body">The body.</param>
    /// <param name="problem">What is wrong with it; empty if nothing is.</param>
    internal static (string Name, string By, string Hash, byte[] File, RiskModel Model)? ReadModel(
        ReadOnlySpan<byte> body, out string problem)
    {
        if (Read(body) is not JsonElement root)
        {
            problem = "the body is no JSON object";
            return null;
        }

        string name = Text(root, "name");
        string hash = Text(root, "sha256");
        if (!RiskModelLimits.IsName(name))
        {
            problem = $"'name' is '{name}'; a model's name has 1 to {RiskModelLimits.MaxNameLength} letters, digits "
                + "and underscores and starts with no digit";
            return null;
        }

        if (!root.TryGetProperty("model", out JsonElement base64) || base64.ValueKind != JsonValueKind.String
            || !base64.TryGetBytesFromBase64(out byte[]? file))
        {
            problem = "'model' must be the model's file in base64";
            return null;
        }

        if (file.Length > RiskModelLimits.MaxBytes)
        {
            problem = $"the model's file has {file.Length} bytes; at most {RiskModelLimits.MaxBytes} are taken";
            return null;
        }

        if (hash != RiskModel.HashOf(file))
        {
            problem = $"'sha256' is '{hash}', but that of the file is {RiskModel.HashOf(file)}: it was changed on the "
                + "way";
            return null;
        }

        try
        {
            problem = string.Empty;
            return (name, Text(root, "by"), hash, file, RiskModel.Read(file));
        }
        catch (InvalidDataException e)
        {
            problem = $"the model's file cannot be read: {e.Message}";
            return null;
        }
    }

    /// <summary>Reads a body that changes a use; null if it is none.</summary>
    internal static (string Name, int Version, ModelVersionUse Use, string By, string Why)? ReadUse(
        ReadOnlySpan<byte> body)
    {
        if (Read(body) is not JsonElement root || !root.TryGetProperty("version", out JsonElement number)
            || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out int version))
        {
            return null;
        }

        ModelVersionUse? use = Text(root, "use") switch
        {
            "champion" => ModelVersionUse.Champion,
            "challenger" => ModelVersionUse.Challenger,
            "none" => ModelVersionUse.None,
            _ => null,
        };
        return use is ModelVersionUse known
            ? (Text(root, "name"), version, known, Text(root, "by"), Text(root, "why")) : null;
    }

    private static JsonElement? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader reader = new(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : string.Empty;
}
