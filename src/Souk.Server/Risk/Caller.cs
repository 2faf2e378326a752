using Microsoft.AspNetCore.Http;
using Souk.Server.Access;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>Who makes a request: where API keys are in use the key's name, which nobody can borrow; otherwise the name
/// that the request gives.</summary>
internal static class Caller
{
    /// <summary>The name, or null if the request gives another than its key has; the answer has been written
    /// then.</summary>
    internal static async ValueTask<string?> NameOf(HttpContext context)
    {
        string given = context.Request.Query["by"].ToString();
        if (context.Features.Get<ApiKey>() is not ApiKey key || given == key.Name)
        {
            return given;
        }

        if (given.Length == 0)
        {
            return key.Name;
        }

        await Problem.Write(
            context, 403, "The request speaks for somebody else",
            $"'by' is '{given}', but the API key is '{key.Name}'; leave 'by' out.", "by");
        return null;
    }
}
