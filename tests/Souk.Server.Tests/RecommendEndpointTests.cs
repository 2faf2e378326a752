using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;

namespace Souk.Server.Tests;

public sealed class RecommendEndpointTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
    private SoukServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SoukServer.StartAsync(
            new ServerOptions { Folder = _folder, DefinitionText = DefinitionLoader.ShippedText, Port = 0 });
        _http = new HttpClient { BaseAddress = new Uri(_server.Address) };
        (HttpStatusCode status, _) = await Post("/v1/events", """
            [{"type":"item_listed","id":"1","item":"tent","seller":"x","title":"Tent","category":"camping","price":"90","stock":3},
             {"type":"item_listed","id":"2","item":"stove","seller":"y","title":"Stove","category":"camping","price":"30","stock":3},
             {"type":"view","id":"3","shopper":"ann","item":"tent"},{"type":"view","id":"4","shopper":"ann","item":"stove"},
             {"type":"view","id":"5","shopper":"bob","item":"tent"},{"type":"view","id":"6","shopper":"bob","item":"stove"}]
            """);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Recommend_AnswersWithReasons_AndLogsImpressions()
    {
        (HttpStatusCode status, JsonElement answer) = await Post("/v1/recommend", """
            {"surface":"for_you","subject":"eve","context":["tent"],"explain":true,"log":true,"request":"r1","deadline_ms":10000,"why_not":["tent"]}
            """);
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement item = answer.GetProperty("items")[0];
        Assert.Equal("stove", item.GetProperty("id").GetString());
        Assert.Contains("goes with tent", item.GetProperty("why").EnumerateArray().Select(w => w.GetString()));
        Assert.Contains(
            "excluded", answer.GetProperty("why_not").GetProperty("tent").GetString(), StringComparison.Ordinal);
        (_, JsonElement after) = await Post("/v1/recommend", """{"surface":"for_you","subject":"eve"}""");
        Assert.True(after.GetProperty("known_subject").GetBoolean());
    }

    [Fact]
    public async Task ANewItem_IsRecommended_RightAfterItsFirstEvent()
    {
        const string NewItem = """
            {"type":"item_listed","id":"new","item":"lamp","seller":"z","title":"Lamp","category":"camping","price":"20","stock":3}
            """;
        (HttpStatusCode status, _) = await Post("/v1/events", NewItem);
        Assert.Equal(HttpStatusCode.OK, status);

        (_, JsonElement answer) = await Post("/v1/recommend", """
            {"surface":"for_you","subject":"ann","explain":true,"deadline_ms":10000}
            """);

        JsonElement lamp = answer.GetProperty("items").EnumerateArray()
            .Single(i => i.GetProperty("id").GetString() == "lamp");
        Assert.True(lamp.GetProperty("sources").TryGetProperty("content", out _));
        Assert.Contains("new", lamp.GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OrdersOfThoseWhoAreKnownToBeBad_LiftNothing(bool isJudged)
    {
        // A dozen accounts that are no newcomers, then their orders of one item; between them perhaps a verdict.
        List<string> events = [];
        string[] accounts = [.. Enumerable.Range(0, 12).Select(i => $"b{i}")];
        events.AddRange(accounts.SelectMany(b => new[] { "tent", "stove", "mat" }.Select(
            i => $$"""{"type":"view","id":"{{b}}{{i}}","shopper":"{{b}}","item":"{{i}}"}""")));
        if (isJudged)
        {
            events.AddRange(accounts.Select(
                b => $$"""{"type":"case_verdict","id":"v{{b}}","case":"c","verdict":"abuse","shopper":"{{b}}"}"""));
        }

        events.AddRange(accounts.Select(b =>
            $$"""{"type":"order_line","id":"o{{b}}","order":"o{{b}}","shopper":"{{b}}","item":"lamp","quantity":1,""" +
            """ "price":"9","amount":"9","seller":"z"}"""));
        (HttpStatusCode status, JsonElement taken) = await Post("/v1/events", $"[{string.Join(",", events)}]");
        Assert.True(status == HttpStatusCode.OK, taken.ToString());
        (_, JsonElement answer) = await Post("/v1/recommend", """{"surface":"trending","subject":"eve"}""");
        string[] trending =
            [.. answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];
        Assert.Contains("tent", trending);
        Assert.Equal(isJudged ? "tent" : "lamp", trending.Except(["stove", "mat"]).First());
    }

    [Fact]
    public async Task ABatch_IsAnsweredInOrder()
    {
        (_, JsonElement answer) = await Post("/v1/recommend", """
            {"requests":[{"surface":"similar_items","subject":"tent"},{"surface":"similar_items","subject":"stove"}]}
            """);
        Assert.Equal("stove", answer.GetProperty("answers")[0].GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal("tent", answer.GetProperty("answers")[1].GetProperty("items")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Relations_TellTheEvidence()
    {
        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(
            await _http.GetStringAsync("/v1/items/tent/relations", TestContext.Current.CancellationToken));
        JsonElement relation = Assert.Single(answer.GetProperty("substitutes").EnumerateArray());
        Assert.Equal("stove", relation.GetProperty("id").GetString());
        Assert.Equal(2, relation.GetProperty("sessions").GetInt32());
        Assert.Equal(1, relation.GetProperty("confidence").GetDouble());
        using HttpResponseMessage none =
            await _http.GetAsync("/v1/items/no/relations", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData("nonsense", "")]
    [InlineData("[]", "")]
    [InlineData("""{"subject":"a"}""", "surface")]
    [InlineData("""{"surface":"for_you"}""", "subject")]
    [InlineData("""{"surface":"for_yu","subject":"a"}""", "surface")]
    [InlineData("""{"surface":"for_you","subject":"a","count":0}""", "count")]
    [InlineData("""{"surface":"for_you","subject":"a","count":1000000}""", "count")]
    [InlineData("""{"surface":"for_you","subject":"a","count":"x"}""", "count")]
    [InlineData("""{"surface":"for_you","subject":"a","filters":["item.nothing > 1"]}""", "filters[0]")]
    [InlineData("""{"surface":"for_you","subject":"a","exclude":[1]}""", "exclude")]
    [InlineData("""{"surface":"for_you","subject":"a","colour":1}""", "colour")]
    [InlineData("""{"requests":[{"surface":"for_you","subject":""}]}""", "requests[0].subject")]
    [InlineData("""{"requests":[]}""", "requests")]
    public async Task ABadRequest_IsRefusedWithItsPath(string body, string path)
    {
        (HttpStatusCode status, JsonElement problem) = await Post("/v1/recommend", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(path, problem.TryGetProperty("path", out JsonElement found) ? found.GetString() : "");
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> Post(string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response =
            await _http.PostAsync(path, content, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(text));
    }
}
