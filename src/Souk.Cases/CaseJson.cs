using System.Text.Json;
using System.Text.Json.Serialization;

namespace Souk.Cases;

/// <summary>How cases and commands are written as JSON, in the state and over HTTP.</summary>
public static class CaseJson
{
    /// <summary>Names in snake case, enumerations as words, unknown members refused.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
