using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;

namespace Souk.Server.Tests;

public sealed class CaseEndpointTests : IAsyncLifetime
{
    private const string Open = """
        {"do":"open","by":"kim","draft":{"kind":"report","group":"","title":"fake reviews of m1",
         "subjects":[{"kind":"seller","id":"m1"}],"evidence":["12 reviews in a minute"],"expected_loss":250,"source":"kim"}}
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
    public async Task ACase_IsOpenedAssignedAndDecided()
    {
        Assert.Equal(HttpStatusCode.OK, (await Post("/v1/cases", Open)).Status);
        (HttpStatusCode status, _) = await Post("/v1/cases", """{"do":"assign","id":"c1","by":"lea","text":"kim"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement queue = await Get("/v1/cases?entity=seller:m1&status=assigned");
        Assert.Equal("kim", queue.GetProperty("cases")[0].GetProperty("assignee").GetString());
        (status, JsonElement done) = await Post(
            "/v1/cases/verdicts", """{"cases":["c1"],"verdict":"abuse","analyst":"kim","pattern":"brushing"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(1, done.GetProperty("closed").GetInt32());
        JsonElement closed = (await Get("/v1/cases/c1")).GetProperty("case");
        Assert.Equal("abuse", closed.GetProperty("verdict").GetString());
        Assert.Equal(3, closed.GetProperty("trail").GetArrayLength());
        Assert.Equal(0, (await Get("/v1/cases")).GetProperty("waiting").GetInt32());
    }

    [Fact]
    public async Task ADecisionToReview_BecomesACase()
    {
        const string Policy = """
            name: small
            checkpoints:
              payment:
                amount: event.amount
                rules: [ { id: large, when: event.amount > 100.0, outcome: review, reason: LARGE } ]
            """;
        using (StringContent content = new(Policy, Encoding.UTF8, "application/yaml"))
        using (HttpResponseMessage put = await _http.PutAsync(
            "/v1/risk/policy?by=kim", content, TestContext.Current.CancellationToken))
        {
            Assert.True(
                put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await Post("/v1/events", """
            [{"type":"payment","id":"1","payment":"p1","shopper":"ann","card":"k","amount":"250"},
             {"type":"payment","id":"2","payment":"p2","shopper":"ann","card":"k","amount":"150"},
             {"type":"payment","id":"3","payment":"p3","shopper":"bob","card":"k","amount":"50"}]
            """);
        JsonElement one = Assert.Single((await Get("/v1/cases")).GetProperty("cases").EnumerateArray());
        Assert.Equal("shopper:ann", one.GetProperty("group").GetString());
        Assert.Equal(400, one.GetProperty("expected_loss").GetDouble());
        Assert.Equal(2, one.GetProperty("evidence").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/cases", "nonsense", 400, "not valid JSON")]
    [InlineData("/v1/cases", "[]", 400, "a command is a JSON object")]
    [InlineData("/v1/cases", """{"do":"dance","by":"kim"}""", 400, "none of open, assign")]
    [InlineData("/v1/cases", """{"do":"note","id":"c9","by":"kim","text":"x"}""", 404, "there is no case 'c9'")]
    [InlineData(
        "/v1/cases/verdicts", """{"cases":["c9"],"verdict":"abuse","analyst":"kim"}""", 409, "there is no case 'c9'")]
    [InlineData(
        "/v1/cases/verdicts", """{"cases":[],"verdict":"abuse","analyst":"kim"}""", 400, "cases: must name one")]
    [InlineData("/v1/cases/verdicts", """{"cases":["a","a"],"verdict":"abuse","analyst":"kim"}""", 400, "given twice")]
    [InlineData(
        "/v1/cases/verdicts", """{"cases":["a"],"verdict":"guilty","analyst":"kim"}""", 400, "'guilty' is none of")]
    [InlineData("/v1/cases/verdicts", """{"cases":["a"],"verdict":"abuse"}""", 400, "analyst: is missing")]
    public async Task ABadRequest_IsRefusedPrecisely(string path, string body, int status, string detail)
    {
        (HttpStatusCode got, JsonElement problem) = await Post(path, body);
        Assert.Equal(status, (int)got);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/cases?status=odd", 400)]
    [InlineData("/v1/cases?count=0", 400)]
    [InlineData("/v1/cases?skip=-1", 400)]
    [InlineData("/v1/cases?entity=m1", 400)]
    [InlineData("/v1/cases?colour=red", 400)]
    [InlineData("/v1/cases/c9", 404)]
    public async Task ABadQuery_IsRefused(string path, int status)
    {
        using HttpResponseMessage response = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task BulkVerdicts_AreTakenAllOrNone()
    {
        await Post("/v1/cases", Open);
        (HttpStatusCode status, _) = await Post(
            "/v1/cases/verdicts", """{"cases":["c1","c9"],"verdict":"abuse","analyst":"kim"}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(1, (await Get("/v1/cases")).GetProperty("waiting").GetInt32());
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
