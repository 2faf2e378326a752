using System.Globalization;
using Microsoft.AspNetCore.Http;
using Souk.Server.Http;

namespace Souk.Server.Access;

/// <summary>Checks a request's API key against what the endpoint needs, and holds it to its rates.</summary>
internal sealed class AccessPolicy(ApiKeyFile? keys, TimeProvider clock)
{
    private readonly Dictionary<string, KeyLimits> _limits =
        keys?.Keys.ToDictionary(k => k.Sha256, k => new KeyLimits(k, clock)) ?? [];

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
        if (!allowed)
        {
            return Problem.Write(
                context, 403, "The API key does not allow this",
                $"The key '{found.Name}' has the role {Name(found.Role)}; this needs {Name(needed)}.");
        }

        KeyLimits limits = _limits[found.Sha256];
        TimeSpan wait = limits.Admit(needed == Role.Ingest, out string what);
        if (wait > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
            return Problem.Write(
                context, 429, "The API key's rate is used up",
                $"The key '{found.Name}' may have {what}; send the request again after Retry-After seconds.");
        }

        context.Features.Set(limits);
        context.Features.Set(found);
        return Caller.RefuseAnother(context, context.Request.Query[Caller.Parameter]) ?? next(context);
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
