using System.Text.Json;

namespace Souk.Server.Http;

/// <summary>Arrays of JSON answers.</summary>
internal static class JsonArrays
{
    /// <summary>Writes texts as a member that is an array.</summary>
    internal static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
