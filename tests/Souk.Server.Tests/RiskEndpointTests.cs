using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Risk.Policies;

namespace Souk.Server.Tests;

public sealed class RiskEndpointTests : IAsyncLifetime
{
    private const string Payment =
        """{"type":"payment","id":"1","payment":"p1","shopper":"ann","card":"c1","amount":"12.5"}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
    private SoukServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SoukServer.StartAsync(
            new ServerOptions { Folder = _folder, DefinitionText = DefinitionLoader.ShippedText, Port = 0 });
        _http = new HttpClient { BaseAddress = new Uri(_server.Address) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task APayment_IsDecidedOn_AndTheSameIdGivesTheSameAnswer()
    {
        JsonElement put = await Send(
            HttpMethod.Put, "/v1/risk/policy?by=ann", RiskPolicy.ShippedText, HttpStatusCode.OK);
        Assert.Equal(1, put.GetProperty("version").GetInt32());
        JsonElement first = await Post("/v1/decide/payment", Payment, HttpStatusCode.OK);
        Assert.Equal("approve", first.GetProperty("outcome").GetString());
        Assert.False(first.GetProperty("duplicate").GetBoolean());
        await Post(
            "/v1/lists", """{"list":"blocked_cards","add":[{"value":"c1","reason":"stolen"}]}""", HttpStatusCode.OK);
        JsonElement again = await Post("/v1/decide/payment", Payment, HttpStatusCode.OK);
        Assert.True(again.GetProperty("duplicate").GetBoolean());
        Assert.Equal(first.GetProperty("position").GetInt64(), again.GetProperty("position").GetInt64());
        Assert.Equal("approve", again.GetProperty("outcome").GetString());
        string second = Payment.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);
        JsonElement declined = await Post("/v1/decide/payment?deadline_ms=60000", second, HttpStatusCode.OK);
        Assert.Equal("decline", declined.GetProperty("outcome").GetString());
        Assert.Equal("LISTED_CARD", declined.GetProperty("reasons")[0].GetString());
        JsonElement read = await Send(
            HttpMethod.Get, $"/v1/decisions/{declined.GetProperty("position")}", null, HttpStatusCode.OK);
        Assert.Equal("decline", read.GetProperty("outcome").GetString());
        JsonElement all = await Send(HttpMethod.Get, "/v1/decisions", null, HttpStatusCode.OK);
        Assert.Equal(2, all.GetProperty("decisions").GetArrayLength());
        JsonElement entry = await Send(HttpMethod.Get, "/v1/lists/blocked_cards/c1", null, HttpStatusCode.OK);
        Assert.Equal("stolen", entry.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task ABadRequest_IsRefusedPrecisely_AndNothingIsLogged()
    {
        JsonElement none = await Post("/v1/decide/payment", Payment, HttpStatusCode.NotFound);
        Assert.Contains("no checkpoint 'payment'", none.GetProperty("detail").GetString(), StringComparison.Ordinal);
        JsonElement bad = await Send(
            HttpMethod.Put, "/v1/risk/policy", "name: x\ncheckpoints: { paymnt: {} }", HttpStatusCode.BadRequest);
        Assert.Contains("did you mean 'payment'?", bad.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await Send(HttpMethod.Put, "/v1/risk/policy", RiskPolicy.ShippedText, HttpStatusCode.OK);
        long last = _server.Engine.LastPosition.Value;
        JsonElement stale = await Send(
            HttpMethod.Put, "/v1/risk/policy?base=7", RiskPolicy.ShippedText, HttpStatusCode.Conflict);
        Assert.Contains(
            "the newest policy version is 1, not 7", stale.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await Post("/v1/decide/sign_up", Payment, HttpStatusCode.BadRequest);
        await Post("/v1/decide/payment", "{", HttpStatusCode.BadRequest);
        await Post("/v1/decide/payment?deadline_ms=soon", Payment, HttpStatusCode.BadRequest);
        await Post("/v1/lists", "rubbish", HttpStatusCode.BadRequest);
        await Post("/v1/risk/policy/9/approve?by=bob", "", HttpStatusCode.Conflict);
        Assert.Equal(last, _server.Engine.LastPosition.Value);
    }

    private Task<JsonElement> Post(string path, string body, HttpStatusCode expected) =>
        Send(HttpMethod.Post, path, body, expected);

    private async Task<JsonElement> Send(HttpMethod method, string path, string? body, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
