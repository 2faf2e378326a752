using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Souk.Core.Definition;

namespace Souk.Server.Http;

/// <summary>The parameters that each route takes in its query, as <c>openapi.json</c> says. A request with another one is
/// refused: a slip would be passed over in silence otherwise.</summary>
internal static class KnownParameters
{
    private static readonly FrozenDictionary<string, string[]> _byRoute = Read();

    /// <summary>Refuses a request that names a parameter its route does not have.</summary>
    internal static Task Check(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.QueryString.HasValue
            || context.GetEndpoint() is not RouteEndpoint endpoint
            || !_byRoute.TryGetValue(
                KeyOf(context.Request.Method, endpoint.RoutePattern.RawText!), out string[]? known))
        {
            return next(context);
        }

        foreach (string name in context.Request.Query.Keys)
        {
            if (!known.Contains(name))
            {
                return Problem.Write(
                    context, 400, "Unknown parameter",
                    $"There is no parameter '{name}'{Suggestion.For(name, known, "parameters")}", name);
            }
        }

        return next(context);
    }

    private static string KeyOf(string method, string path) => $"{method.ToUpperInvariant()} {path}";

    private static FrozenDictionary<string, string[]> Read()
    {
        using JsonDocument document = JsonDocument.Parse(OpenApiDocument.Bytes);
        Dictionary<string, string[]> byRoute = [];
        foreach (JsonProperty path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty method in path.Value.EnumerateObject())
            {
                byRoute[KeyOf(method.Name, path.Name)] = InQuery(method.Value);
            }
        }

        return byRoute.ToFrozenDictionary();
    }

    private static string[] InQuery(JsonElement operation) =>
        operation.TryGetProperty("parameters", out JsonElement parameters)
            ? [.. from parameter in parameters.EnumerateArray()
                  where parameter.GetProperty("in").ValueEquals("query")
                  select parameter.GetProperty("name").GetString()]
            : [];
}
