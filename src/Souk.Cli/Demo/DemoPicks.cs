using System.Net.Http.Json;
using System.Text.Json;

namespace Souk.Cli.Demo;

/// <summary>Talks with the demo's own server over HTTP, as an app would: asks what it recommends, and sends
/// clicks.</summary>
internal sealed class DemoPicks(string address) : IDisposable
{
    private const int Shown = 3;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(address) };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The best objects of a surface for a subject, each with the first reason for it; none while there is
    /// nothing to recommend.</summary>
    internal async Task<IReadOnlyList<(string Id, string? Why)>> BestAsync(
        string surface, string subject, CancellationToken stop)
    {
        JsonElement body = await PostAsync(
            "/v1/recommend", new { surface, subject, count = Shown, explain = true }, stop);
        return [.. body.GetProperty("items").EnumerateArray().Select(item => (
            item.GetProperty("id").GetString()!,
            item.GetProperty("why").EnumerateArray().Select(w => w.GetString()).FirstOrDefault()))];
    }

    /// <summary>Sends a click and waits until it is on disk.</summary>
    internal Task ClickAsync(string shopper, string item, CancellationToken stop) =>
        PostAsync("/v1/events", new { type = "click", id = Guid.NewGuid(), shopper, item, surface = "for_you" }, stop);

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken stop)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(path, body, stop);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
    }
}
