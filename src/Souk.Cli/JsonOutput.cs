using System.Text.Encodings.Web;
using System.Text.Json;

namespace Souk.Cli;

/// <summary>JSON that commands print with <c>--json</c>: one document, letters beyond ASCII as they are.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions _writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document that a callback writes.</summary>
    internal static JsonElement Of(Action<Utf8JsonWriter> write)
    {
        using MemoryStream memory = new();
        using (Utf8JsonWriter json = new(memory, _writing))
        {
            write(json);
        }

        return JsonSerializer.Deserialize<JsonElement>(memory.ToArray());
    }

    /// <summary>The object whose members a callback writes.</summary>
    internal static JsonElement OfObject(Action<Utf8JsonWriter> members) => Of(json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });
}
