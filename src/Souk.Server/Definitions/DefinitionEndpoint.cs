using System.Text;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Server.Http;

namespace Souk.Server.Definitions;

/// <summary><c>GET</c> and <c>PUT /v1/definition</c>.</summary>
internal sealed class DefinitionEndpoint(SoukEngine engine)
{
    // A definition of thousands of features has some hundreds of kilobytes.
    private const int MaxDefinitionBytes = 4 << 20;

    private int _changing;

    /// <summary>Gives the text in force, with its version in the ETag and in a header.</summary>
    internal Task Get(HttpContext context)
    {
        MarketplaceDefinition definition = engine.Definition;
        context.Response.Headers["X-Souk-Definition-Version"] = engine.DefinitionVersion.ToString();
        context.Response.Headers.ETag = $"\"{definition.Fingerprint}\"";
        context.Response.ContentType = "application/yaml";
        return context.Response.WriteAsync(definition.SourceText, context.RequestAborted);
    }

    /// <summary>Puts another definition in force: answered when the swap is done.</summary>
    internal async Task Put(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadTextAsync(context, MaxDefinitionBytes, "The definition is not valid"))
        {
            return;
        }

        string text = Encoding.UTF8.GetString(body.Body.Span);
        DefinitionResult parsed = DefinitionLoader.Parse(text, "definition");
        if (!parsed.IsValid)
        {
            await WriteErrors(context, parsed.Errors);
            return;
        }

        if (Interlocked.Exchange(ref _changing, 1) == 1)
        {
            await Problem.Write(
                context, 409, "A change is under way", "Wait until the definition before it is in force.");
            return;
        }

        try
        {
            await engine.ChangeDefinitionAsync(text, cancellation: context.RequestAborted);
        }
        finally
        {
            Volatile.Write(ref _changing, 0);
        }

        await JsonReply.Write(context, 200, json =>
        {
            json.WriteNumber("version", engine.DefinitionVersion);
            json.WriteNumber("rebuilt_from_position", engine.Log.FirstPosition.Value);
        });
    }

    private static Task WriteErrors(HttpContext context, IReadOnlyList<DefinitionError> errors) =>
        JsonReply.Write(context, 400, json =>
        {
            context.Response.ContentType = "application/problem+json";
            json.WriteString("title", "The definition is not valid");
            json.WriteNumber("status", 400);
            json.WriteString("detail", $"It has {errors.Count} error(s); the first: {errors[0]}");
            json.WriteStartArray("errors");
            foreach (DefinitionError error in errors)
            {
                json.WriteStartObject();
                json.WriteNumber("line", error.Line);
                json.WriteNumber("column", error.Column);
                json.WriteString("message", error.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
