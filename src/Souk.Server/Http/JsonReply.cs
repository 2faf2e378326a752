using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Souk.Server.Http;

/// <summary>Writes JSON objects as answers.</summary>
internal static class JsonReply
{
    /// <summary>Quotes and letters beyond ASCII stay readable: answers are JSON documents, never parts of a
    /// page.</summary>
    internal static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes an object whose members the callback writes.</summary>
    internal static async Task Write(HttpContext context, int status, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> body = new(1024);
        using (Utf8JsonWriter json = new(body, JsonReply.Writing))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType ??= "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
