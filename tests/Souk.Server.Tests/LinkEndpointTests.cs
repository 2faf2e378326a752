using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Souk.Core.Definition;

namespace Souk.Server.Tests;

public sealed class LinkEndpointTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
    private SoukServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SoukServer.StartAsync(new ServerOptions
        {
            Folder = Path.Combine(_folder, "data"),
            DefinitionText = DefinitionLoader.ShippedText,
            Port = 0,
        });
        _http = new HttpClient { BaseAddress = new Uri(_server.Address) };
        foreach (string shopper in new[] { "ann", "bob", "<b>&eve" })
        {
            await Post(
                $$"""{"type":"card_added","id":"1{{shopper}}","shopper":"{{shopper}}","card":"c","device":"d"}""");
        }

        await Post("""{"type":"chargeback","id":"2","payment":"p","shopper":"bob","card":"c","amount":1}""");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Links_ShowWhoSharesWhatAndWhoIsBad()
    {
        JsonElement links = JsonDocument.Parse(await _http.GetStringAsync("/v1/entities/shopper/ann/links"))
            .RootElement;
        JsonElement columns = links.GetProperty("columns");
        Assert.Equal(2, columns.GetProperty("links.neighbours").GetDouble());
        Assert.Equal(1, columns.GetProperty("links.strong_bad").GetDouble());
        Assert.Equal(3, columns.GetProperty("links.component_size").GetDouble());
        JsonElement[] nodes = [.. links.GetProperty("nodes").EnumerateArray()];
        Assert.Equal("ann", nodes[0].GetProperty("id").GetString());
        Assert.Equal("bob", Assert.Single(nodes, n => n.TryGetProperty("bad", out JsonElement bad) && bad.GetBoolean())
            .GetProperty("id").GetString());
        Assert.Equal(6, links.GetProperty("ties").GetArrayLength());
    }

    [Fact]
    public async Task ThePicture_IsWellFormedAndTheSameEachTime()
    {
        string svg = await _http.GetStringAsync("/v1/entities/shopper/ann/links?format=svg");
        XElement root = XDocument.Parse(svg).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        Assert.Equal(1, root.Elements().Count(
            e => ((string?)e.Attribute("class"))?.Contains("bad", StringComparison.Ordinal) == true));
        Assert.Contains("&lt;b&gt;&amp;eve", svg, StringComparison.Ordinal);
        Assert.Equal(svg, await _http.GetStringAsync("/v1/entities/shopper/ann/links?format=svg"));
    }

    [Fact]
    public async Task Rings_AreFoundInTheLog()
    {
        for (int item = 0; item < 4; item++)
        {
            for (int i = 0; i < 8; i++)
            {
                await Post($$"""{"type":"review","id":"r{{item}}-{{i}}","review":"r{{item}}-{{i}}","shopper":"ring{{i}}","item":"i{{item}}","seller":"m","rating":5}""");
            }
        }

        Assert.Empty(JsonDocument.Parse(await _http.GetStringAsync("/v1/rings")).RootElement
            .GetProperty("rings").EnumerateArray());
        Assert.True(await _server.Work.RingSchedule!.TickAsync());
        Assert.False(await _server.Work.RingSchedule.TickAsync());
        JsonElement answer = JsonDocument.Parse(await _http.GetStringAsync("/v1/rings")).RootElement;
        JsonElement ring = answer.GetProperty("rings").EnumerateArray()
            .First(r => r.GetProperty("kind").GetString() == "lockstep"
                && r.GetProperty("source").GetString() == "review");
        Assert.Equal(8, ring.GetProperty("members").GetArrayLength());
        Assert.Equal(4, ring.GetProperty("targets").GetArrayLength());
        using HttpResponseMessage again = await _http.PostAsync("/v1/rings", null);
        JsonElement second = JsonDocument.Parse(await again.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(2, second.GetProperty("runs").GetInt32());
        Assert.Equal(
            answer.GetProperty("rings").GetArrayLength(), second.GetProperty("rings").GetArrayLength());
        using HttpResponseMessage cases = await _http.GetAsync("/v1/cases");
        Assert.Contains("\"ring\"", await cases.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/entities/shopper/nobody/links", HttpStatusCode.OK)]
    [InlineData("/v1/entities/shopper/nobody/links?format=svg", HttpStatusCode.OK)]
    [InlineData("/v1/entities/item/i/links", HttpStatusCode.NotFound)]
    [InlineData("/v1/entities/shopper/ann/links?format=png", HttpStatusCode.BadRequest)]
    public async Task WhatIsNotThere_IsSaid(string path, HttpStatusCode status)
    {
        using HttpResponseMessage answer = await _http.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
    }

    private async Task Post(string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync("/v1/events", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
