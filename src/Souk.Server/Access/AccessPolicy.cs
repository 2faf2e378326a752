using Microsoft.AspNetCore.Http;
using Souk.Server.Http;

namespace Souk.Server.Access;

/// <summary>Checks a request's API key against what the endpoint needs.</summary>
internal sealed class AccessPolicy(ApiKeyFile? keys)
{
    /// <summary>Wraps an endpoint so that only fitting keys reach it.</summary>
    internal RequestDelegate Require(Role role, RequestDelegate next) =>
        keys is null ? next : context => Check(context, role, next);

    private Task Check(HttpContext context, Role needed, RequestDelegate next)
    {
        if (KeyOf(context.Request) is not string key || keys!.Find(key) is not ApiKey found)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Write(
                context, 401, "No valid API key", "Send it as 'Authorization: Bearer KEY' or as 'X-Api-Key: KEY'.");
        }

        bool allowed = needed == Role.Ingest ? found.Role is Role.Ingest or Role.Admin : found.Role >= needed;
        return allowed
            ? next(context)
            : Problem.Write(
                context, 403, "The API key does not allow this",
                $"The key '{found.Name}' has the role {Name(found.Role)}; this needs {Name(needed)}.");
    }

    private static string Name(Role role) => role.ToString().ToLowerInvariant();

    private static string? KeyOf(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization["Bearer ".Length..].Trim();
        }

        string? header = request.Headers["X-Api-Key"];
        return string.IsNullOrEmpty(header) ? null : header;
    }
}
