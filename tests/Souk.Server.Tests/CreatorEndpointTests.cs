using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;

namespace Souk.Server.Tests;

public sealed class CreatorEndpointTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
    private SoukServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SoukServer.StartAsync(
            new ServerOptions { Folder = _folder, DefinitionText = DefinitionLoader.ShippedText, Port = 0 });
        _http = new HttpClient { BaseAddress = new Uri(_server.Address) };
        using StringContent events = new(
            """
            [{"type":"item_listed","id":"1","item":"tent","seller":"x","title":"Tent",
              "category":"camping","price":"90","stock":3},
             {"type":"promote","id":"2","promotion":"p","creator":"zoe","item":"tent"},
             {"type":"live_view","id":"3","live_room":"r","shopper":"ann","creator":"zoe","seconds":9},
             {"type":"live_sale","id":"4","live_room":"r","shopper":"ann","creator":"zoe","item":"tent",
              "order":"o","amount":"90","commission":"9"},
             {"type":"order_line","id":"5","order":"o","shopper":"ann","item":"tent","seller":"x",
              "quantity":1,"price":"90","amount":"90"}]
            """,
            Encoding.UTF8, "application/json");
        using HttpResponseMessage answer =
            await _http.PostAsync("/v1/events", events, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Audience_TellsWhoWatchesAndBuys()
    {
        JsonElement answer = await Get("/v1/creators/zoe/audience");
        Assert.Equal(1, answer.GetProperty("members").GetInt32());
        Assert.Equal(1, answer.GetProperty("buyers").GetInt32());
        Assert.Equal(9, answer.GetProperty("value_per_sale").GetDouble(), 9);
        Assert.Equal("camping", answer.GetProperty("categories")[0].GetProperty("category").GetString());
        Assert.Equal(90, answer.GetProperty("price_level").GetDouble(), 6);
    }

    [Fact]
    public async Task Creators_TellsWhoMovesAnItem()
    {
        JsonElement creator = Assert.Single(
            (await Get("/v1/items/tent/creators")).GetProperty("creators").EnumerateArray());
        Assert.Equal("zoe", creator.GetProperty("creator").GetString());
        Assert.Equal(1, creator.GetProperty("sales").GetInt32());
        Assert.Equal(1, creator.GetProperty("promoted_days").GetInt32());
        Assert.False(creator.TryGetProperty("uplift", out _));
    }

    [Theory]
    [InlineData("/v1/creators/nobody/audience")]
    [InlineData("/v1/items/nothing/creators")]
    public async Task AnUnknownOne_IsNotFound(string path)
    {
        using HttpResponseMessage answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<JsonElement> Get(string path) => JsonSerializer.Deserialize<JsonElement>(
        await _http.GetStringAsync(path, TestContext.Current.CancellationToken));
}
