using System.Net.Http.Json;
using System.Text.Json;

namespace Souk.Cli.Demo;

/// <summary>Asks the demo's own server, over HTTP as an app would, what it recommends.</summary>
internal sealed class DemoPicks(string address) : IDisposable
{
    private const int Shown = 3;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(address) };

    /// <summary>The best objects of a surface for a subject, each with the first reason for it; empty while there is
    /// nothing to recommend.</summary>
    internal async Task<string> BestAsync(string surface, string subject, CancellationToken stop)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(
            "/v1/recommend", new { surface, subject, count = Shown, explain = true }, stop);
        answer.EnsureSuccessStatusCode();
        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
        return string.Join(", ", body.GetProperty("items").EnumerateArray().Select(WithReason));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string WithReason(JsonElement item)
    {
        string? why = item.GetProperty("why").EnumerateArray().Select(w => w.GetString()).FirstOrDefault();
        string id = item.GetProperty("id").GetString()!;
        return why is null ? id : $"{id} ({why})";
    }
}
