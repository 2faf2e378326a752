using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Souk.Core.Definition;

/// <summary>
/// The JSON Schema (draft 2020-12) of definition files, for editors: keys, forms and descriptions. It is written from
/// the shapes that the loader checks files against, so it never knows other keys than the loader does.
/// </summary>
public static class DefinitionSchema
{
    private static readonly JsonWriterOptions _options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as indented JSON.</summary>
    public static string Write()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, _options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Souk marketplace definition");
            WriteShape(json, DefinitionKeys.Definition);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteShape(Utf8JsonWriter json, Shape shape)
    {
        switch (shape)
        {
            case ScalarShape scalar:
                WriteScalar(json, scalar);
                break;
            case ListShape { AcceptsOne: true } list:
                WriteEither(json, list.Item, () => WriteList(json, list));
                break;
            case ListShape list:
                WriteList(json, list);
                break;
            case MapShape map:
                WriteMap(json, map);
                break;
            case ObjectShape { Short: DefinitionKey only } known:
                WriteEither(json, only.Shape, () => WriteObject(json, known));
                break;
            case ObjectShape known:
                WriteObject(json, known);
                break;
            default:
                throw new ArgumentException($"unknown shape {shape}", nameof(shape));
        }
    }

    private static void WriteEither(Utf8JsonWriter json, Shape first, Action writeSecond)
    {
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        WriteShape(json, first);
        json.WriteEndObject();
        json.WriteStartObject();
        writeSecond();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteScalar(Utf8JsonWriter json, ScalarShape shape)
    {
        if (shape.JsonType == "boolean")
        {
            json.WriteBoolean("const", true);
            return;
        }

        // YAML reads an unquoted 1 or true as a number or a flag where a text is meant.
        if (shape is { JsonType: "string", Pattern: null })
        {
            json.WriteStartArray("type");
            json.WriteStringValue("string");
            json.WriteStringValue("number");
            json.WriteStringValue("boolean");
            json.WriteEndArray();
            return;
        }

        json.WriteString("type", shape.JsonType);
        WriteBound(json, "pattern", shape.Pattern);
        WriteBound(json, "minimum", shape.Minimum);
        WriteBound(json, "maximum", shape.Maximum);
    }

    private static void WriteBound(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteBound(Utf8JsonWriter json, string name, long? value)
    {
        if (value is long bound)
        {
            json.WriteNumber(name, bound);
        }
    }

    private static void WriteList(Utf8JsonWriter json, ListShape shape)
    {
        json.WriteString("type", "array");
        json.WriteNumber("minItems", shape.Minimum);
        json.WriteNumber("maxItems", shape.Maximum);
        json.WriteStartObject("items");
        WriteShape(json, shape.Item);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, MapShape shape)
    {
        WriteNullableObject(json, isNullable: true);
        json.WriteNumber("maxProperties", shape.Maximum);
        json.WriteStartObject("propertyNames");
        json.WriteString("pattern", shape.Key.Pattern);
        json.WriteNumber("maxLength", (2 * DefinitionLimits.MaxNameLength) + 1);
        json.WriteEndObject();
        json.WriteStartObject("additionalProperties");
        WriteShape(json, shape.Value);
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, ObjectShape shape)
    {
        WriteNullableObject(json, shape.MayBeEmpty);
        json.WriteBoolean("additionalProperties", false);
        if (shape.Keys.Any(key => key.IsRequired))
        {
            json.WriteStartArray("required");
            foreach (DefinitionKey key in shape.Keys.Where(key => key.IsRequired))
            {
                json.WriteStringValue(key.Name);
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("properties");
        foreach (DefinitionKey key in shape.Keys)
        {
            json.WriteStartObject(key.Name);
            json.WriteString("description", key.Description);
            WriteShape(json, key.Shape);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteExactlyOne(json, shape);
    }

    private static void WriteExactlyOne(Utf8JsonWriter json, ObjectShape shape)
    {
        if (shape.ExactlyOneOf.Count == 0)
        {
            return;
        }

        json.WriteStartArray("oneOf");
        foreach (DefinitionKey key in shape.ExactlyOneOf)
        {
            json.WriteStartObject();
            json.WriteStartArray("required");
            json.WriteStringValue(key.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A section whose entries are all commented out is null in YAML.
    private static void WriteNullableObject(Utf8JsonWriter json, bool isNullable)
    {
        if (!isNullable)
        {
            json.WriteString("type", "object");
            return;
        }

        json.WriteStartArray("type");
        json.WriteStringValue("object");
        json.WriteStringValue("null");
        json.WriteEndArray();
    }
}
