using System.Text;
using System.Text.Json;

namespace Souk.Server.Tests;

/// <summary>A client that speaks JSON.</summary>
internal sealed class TestClient(string address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(address) };

    public void Dispose() => _http.Dispose();

    internal async Task<JsonElement> Get(string path) => JsonSerializer.Deserialize<JsonElement>(
        await _http.GetStringAsync(path, TestContext.Current.CancellationToken));

    internal async Task<(int Status, JsonElement Answer)> Post(string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response =
            await _http.PostAsync(path, content, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>Posts what must be taken.</summary>
    internal async Task<JsonElement> PostOk(string path, string body)
    {
        (int status, JsonElement answer) = await Post(path, body);
        Assert.True(status is >= 200 and < 300, answer.ToString());
        return answer;
    }
}
