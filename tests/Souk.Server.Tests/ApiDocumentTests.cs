using System.Text.Json;
using System.Text.RegularExpressions;
using Souk.Server.Access;

namespace Souk.Server.Tests;

/// <summary>docs/api.md names what the server has, all of it and nothing else.</summary>
public sealed partial class ApiDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-api-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EveryCall_IsNamedOnce_WithItsParameters()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, JsonElement openApi) = await server.GetAsync("/openapi.json");
        IEnumerable<string> calls =
            from path in openApi.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            let parameters = method.Value.TryGetProperty("parameters", out JsonElement all)
                ? all.EnumerateArray().Where(p => p.GetProperty("in").ValueEquals("query")) : []
            let query = string.Join('&', parameters.Select(p => p.GetProperty("name").GetString() + "=").Order())
            select $"{method.Name.ToUpperInvariant()} {path.Name}{(query.Length > 0 ? "?" : "")}{query}";
        Assert.Equal(calls.Order(), Rows().Select(r => Sorted(r.Call)).Order());
    }

    [Fact]
    public async Task EveryCall_NeedsTheRoleThatIsNamed()
    {
        string keys = Path.Combine(_folder, "keys");
        string ingest = ApiKeyFile.Add(keys, "in", Role.Ingest);
        string serve = ApiKeyFile.Add(keys, "page", Role.Serve);
        await using TestServer server = await TestServer.StartAsync(o => o with { KeysFile = keys });
        foreach ((string call, string role) in Rows())
        {
            string[] parts = call.Split(' ', '?');
            using HttpRequestMessage request = new(new HttpMethod(parts[0]), parts[1].Replace("{", "").Replace("}", ""));
            request.Headers.Add("X-Api-Key", role == "ingest" ? serve : ingest);
            using HttpResponseMessage response = await server.Http.SendAsync(request);
            string text = await response.Content.ReadAsStringAsync();
            Assert.True(
                role == "none" ? (int)response.StatusCode == 200
                    : text.Contains($"; this needs {role}.", StringComparison.Ordinal), $"{call}: {text}");
        }
    }

    private static string Sorted(string call) =>
        call.Split('?') is [string path, string query] ? $"{path}?{string.Join('&', query.Split('&').Order())}" : call;

    private static (string Call, string Role)[] Rows() =>
        [.. Row().Matches(Page()).Select(m => (m.Groups["call"].Value, m.Groups["role"].Value))];

    private static string Page()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Souk.slnx")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return File.ReadAllText(Path.Combine(folder, "docs", "api.md"));
    }

    [GeneratedRegex(@"^\| `(?<call>[A-Z]+ [^`]+)` \| (?<role>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
