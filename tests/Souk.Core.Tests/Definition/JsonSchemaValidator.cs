using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Souk.Core.Tests.Definition;

/// <summary>Validates JSON against the part of JSON Schema 2020-12 that the definition's schema uses; any other keyword
/// fails the test that meets it.</summary>
internal static class JsonSchemaValidator
{
    private static readonly string[] _annotations = ["$schema", "title", "description"];

    /// <summary>The paths at which a value breaks its schema.</summary>
    internal static IEnumerable<string> Validate(JsonNode? value, JsonObject schema, string path = "$")
    {
        foreach ((string keyword, JsonNode? argument) in schema)
        {
            if (!_annotations.Contains(keyword) && keyword is not "properties")
            {
                foreach (string problem in Check(keyword, argument!, value, schema, path))
                {
                    yield return problem;
                }
            }
        }
    }

    private static IEnumerable<string> Check(
        string keyword, JsonNode argument, JsonNode? value, JsonObject schema, string path)
    {
        bool isRight = true;
        switch (keyword)
        {
            case "type":
                string[] types = argument is JsonArray many ? [.. many.Select(t => (string)t!)] : [(string)argument!];
                isRight = types.Contains(TypeOf(value)) || (types.Contains("number") && TypeOf(value) == "integer");
                break;
            case "const":
                isRight = JsonNode.DeepEquals(argument, value);
                break;
            case "pattern":
                isRight = TypeOf(value) != "string" || Regex.IsMatch((string)value!, (string)argument!);
                break;
            case "maxLength":
                isRight = TypeOf(value) != "string" || ((string)value!).Length <= (int)argument;
                break;
            case "minimum":
                isRight = TypeOf(value) != "integer" || (long)value! >= (long)argument;
                break;
            case "maximum":
                isRight = TypeOf(value) != "integer" || (long)value! <= (long)argument;
                break;
            case "minItems":
                isRight = value is not JsonArray few || few.Count >= (int)argument;
                break;
            case "maxItems":
                isRight = value is not JsonArray lots || lots.Count <= (int)argument;
                break;
            case "maxProperties":
                isRight = value is not JsonObject wide || wide.Count <= (int)argument;
                break;
            case "required":
                isRight = value is not JsonObject known
                    || ((JsonArray)argument).All(k => known.ContainsKey((string)k!));
                break;
            case "anyOf":
                isRight = ((JsonArray)argument).Any(s => !Validate(value, (JsonObject)s!, path).Any());
                break;
            case "oneOf":
                isRight = ((JsonArray)argument).Count(s => !Validate(value, (JsonObject)s!, path).Any()) == 1;
                break;
            case "items":
                return ((value as JsonArray) ?? []).SelectMany((item, i) =>
                    Validate(item, (JsonObject)argument, $"{path}[{i}]"));
            case "propertyNames":
                return ((value as JsonObject) ?? []).SelectMany(p =>
                    Validate(JsonValue.Create(p.Key), (JsonObject)argument, $"{path}.{p.Key}"));
            case "additionalProperties":
                return ((value as JsonObject) ?? []).SelectMany(p => CheckProperty(p, argument, schema, path));
            default:
                throw new NotSupportedException($"the validator does not know '{keyword}'");
        }

        return isRight ? [] : [$"{path}: {keyword}"];
    }

    private static IEnumerable<string> CheckProperty(
        KeyValuePair<string, JsonNode?> property, JsonNode additional, JsonObject schema, string path)
    {
        string place = $"{path}.{property.Key}";
        if (schema["properties"] is JsonObject known && known[property.Key] is JsonObject shape)
        {
            return Validate(property.Value, shape, place);
        }

        return additional is JsonObject any ? Validate(property.Value, any, place) : [$"{place}: unknown key"];
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.AsValue().TryGetValue(out long _) ? "integer" : "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
