using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Souk.Server.Http;

/// <summary>Errors as RFC 9457 (2023) has them: application/problem+json.</summary>
internal static class Problem
{
    /// <summary>What an exception of a wrong argument says, without the name of the argument in our code.</summary>
    internal static string MessageOf(ArgumentException e)
    {
        int end = e.Message.LastIndexOf(" (Parameter ", StringComparison.Ordinal);
        return end < 0 ? e.Message : e.Message[..end];
    }

    /// <summary>Writes one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="title">What kind of problem it is.</param>
    /// <param name="detail">What happened this time and what would be right.</param>
    /// <param name="path">Where in the request, as a path into its body or the name of a parameter, or null.</param>
    internal static Task Write(HttpContext context, int status, string title, string detail, string? path = null)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, JsonReply.Writing))
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            json.WriteString("instance", context.Request.Path);
            if (!string.IsNullOrEmpty(path))
            {
                json.WriteString("path", path);
            }

            json.WriteEndObject();
        }

        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body.GetBuffer(), 0, (int)body.Length);
    }
}
