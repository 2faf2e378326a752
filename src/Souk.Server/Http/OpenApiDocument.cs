using Microsoft.AspNetCore.Http;

namespace Souk.Server.Http;

/// <summary><c>GET /openapi.json</c>: the API described in OpenAPI 3.1.</summary>
internal static class OpenApiDocument
{
    private const string ResourceName = "openapi.json";

    /// <summary>The document.</summary>
    internal static byte[] Bytes { get; } = Read();

    internal static async Task Handle(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Bytes.Length;
        await context.Response.Body.WriteAsync(Bytes, context.RequestAborted);
    }

    private static byte[] Read()
    {
        using Stream resource = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is missing from the build.");
        using MemoryStream memory = new();
        resource.CopyTo(memory);
        return memory.ToArray();
    }
}
