using Microsoft.AspNetCore.Http;
using Souk.Server.Http;

namespace Souk.Server.Access;

/// <summary>Who makes a request: where API keys are in use the key's name, which nobody can borrow; otherwise the name
/// that the request gives.</summary>
internal static class Caller
{
    /// <summary>The parameter of a query that names who asks.</summary>
    internal const string Parameter = "by";

    /// <summary>The name; empty where there is none.</summary>
    /// <param name="context">The request, whose query <see cref="AccessPolicy"/> has checked.</param>
    /// <param name="given">What the body says, or null for the query's <c>by</c>; checked by
    /// <see cref="RefuseAnother"/> before.</param>
    internal static string NameOf(HttpContext context, string? given = null) =>
        context.Features.Get<ApiKey>()?.Name ?? given ?? context.Request.Query[Parameter].ToString();

    /// <summary>Refuses a request that gives another name than its key has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="given">The name that it gives, or null.</param>
    /// <param name="path">Where it gives it.</param>
    /// <returns>The answer under way, or null if the name is right.</returns>
    internal static Task? RefuseAnother(HttpContext context, string? given, string path = Parameter) =>
        string.IsNullOrEmpty(given) || context.Features.Get<ApiKey>() is not ApiKey key || given == key.Name
            ? null
            : Problem.Write(
                context, 403, "The request speaks for somebody else",
                $"'{path}' is '{given}', but the API key is '{key.Name}'; leave '{path}' out.", path);
}
