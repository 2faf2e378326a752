using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;

namespace Souk.Server.Tests;

public sealed class ExperimentEndpointTests : IAsyncLifetime
{
    private const string Plan = """
        {"name":"ranker","unit":"shopper","variants":[{"name":"old"},{"name":"new"}],
         "metrics":[{"name":"gmv","event":"order","kind":"sum","value":"amount"}]}
        """;

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
    public async Task AnExperiment_RunsFromStartToReportToStop()
    {
        (HttpStatusCode started, _) = await Post("/v1/experiments", Plan);
        Assert.Equal(HttpStatusCode.OK, started);
        JsonElement assigned = await Get("/v1/assignments/shopper/ann");
        string variant = assigned.GetProperty("variants").GetProperty("ranker").GetString()!;
        await Post("/v1/events", $$"""
            [{"type":"exposure","id":"1","shopper":"ann","experiment":"ranker","variant":"{{variant}}"},
             {"type":"order","id":"2","order":"o1","shopper":"ann","amount":"12.5","lines":1}]
            """);
        JsonElement report = await Get("/v1/experiments/ranker");
        JsonElement met = report.GetProperty("variants").EnumerateArray()
            .Single(v => v.GetProperty("variant").GetString() == variant);
        Assert.Equal(1, met.GetProperty("units").GetInt32());
        Assert.Equal(12.5, met.GetProperty("metrics")[0].GetProperty("mean").GetDouble());
        Assert.Equal(
            "open", report.GetProperty("variants")[1].GetProperty("metrics")[0].GetProperty("verdict").GetString());
        (HttpStatusCode stopped, _) = await Post("/v1/experiments/ranker/stop", "");
        Assert.Equal(HttpStatusCode.OK, stopped);
        JsonElement list = await Get("/v1/experiments");
        Assert.Equal("stopped", list.GetProperty("experiments")[0].GetProperty("state").GetString());
        Assert.Empty((await Get("/v1/assignments/shopper/ann")).GetProperty("variants").EnumerateObject());
    }

    [Theory]
    [InlineData("/v1/experiments", "nonsense", 400, "not valid JSON")]
    [InlineData("/v1/experiments", """{"name":"x","unit":"cat"}""", 400, "'cat' is no entity kind")]
    [InlineData("/v1/experiments/none/stop", "", 404, "There is no experiment 'none'")]
    public async Task ABadRequest_IsRefusedPrecisely(string path, string body, int status, string detail)
    {
        (HttpStatusCode got, JsonElement problem) = await Post(path, body);
        Assert.Equal(status, (int)got);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartingAgainOrStoppingTwice_IsAConflict()
    {
        await Post("/v1/experiments", Plan);
        (HttpStatusCode again, _) = await Post("/v1/experiments", Plan);
        Assert.Equal(HttpStatusCode.Conflict, again);
        await Post("/v1/experiments/ranker/stop", "");
        (HttpStatusCode twice, JsonElement problem) = await Post("/v1/experiments/ranker/stop", "");
        Assert.Equal(HttpStatusCode.Conflict, twice);
        Assert.Contains("stopped already", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> Get(string path) =>
        JsonSerializer.Deserialize<JsonElement>(
            await _http.GetStringAsync(path, TestContext.Current.CancellationToken));

    private async Task<(HttpStatusCode Status, JsonElement Answer)> Post(string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response =
            await _http.PostAsync(path, content, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(text));
    }
}
