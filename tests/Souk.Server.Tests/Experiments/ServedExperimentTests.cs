using System.Globalization;
using System.Text.Json;
using Souk.Core;
using Souk.Core.Definition;

namespace Souk.Server.Tests.Experiments;

/// <summary>Experiments that change a surface, end to end: only requests for recommendations and orders are
/// sent.</summary>
public sealed class ServedExperimentTests : IAsyncLifetime
{
    private const int BatchSize = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
    private SoukServer _server = null!;
    private TestClient _client = null!;
    private int _events;

    public async ValueTask InitializeAsync()
    {
        await Start();
        string[] listings = [.. Enumerable.Range(0, 8).Select(i => Event(
            "item_listed",
            $$""" "item":"i{{i}}","seller":"s{{i}}","title":"T{{i}}","category":"c","price":"10","stock":9 """))];
        string[] views = [.. Enumerable.Range(0, 40).Select(i => Event(
            "view", $$""" "shopper":"v{{i}}","item":"i{{(i % 9 == 0 ? 7 : i % 7)}}" """))];
        await _client.PostOk("/v1/events", $"[{string.Join(",", [.. listings, .. views])}]");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EqualVariants_AreFoundEqual_WithTheSharesThatWerePlanned()
    {
        await _client.PostOk("/v1/experiments", Plan("aa", """{"name":"a"},{"name":"b","surfaces":{"for_you":{}}}"""));
        Random random = new(3);
        await Visit(1_000, (_, _) => random.NextDouble() < 0.3);
        JsonElement report = await _client.Get("/v1/experiments/aa");
        Assert.False(report.GetProperty("sample_ratio").GetProperty("mismatch").GetBoolean());
        Assert.Equal(
            1_000, report.GetProperty("variants").EnumerateArray().Sum(v => v.GetProperty("units").GetInt32()));
        Assert.Equal(0, report.GetProperty("crossovers").GetInt32());
        Assert.Equal(["open", "open"], VerdictsOf(report, "b"));
    }

    [Fact]
    public async Task ABetterOrder_IsFoundBetter_InConversionAndGmv_AndServesAllOnceItIsShipped()
    {
        await _client.PostOk("/v1/experiments", Plan(
            "boost", """
            {"name":"as-is"},
            {"name":"i7-first","surfaces":{"for_you":{"boosts":{"item.title == 'T7'":1000},"rerank":{"new_objects":0}}}}
            """));
        Random random = new(4);
        await Visit(1_000, (_, first) => random.NextDouble() < (first == "i7" ? 0.45 : 0.15));
        JsonElement report = await _client.Get("/v1/experiments/boost");
        Assert.Equal(["better", "better"], VerdictsOf(report, "i7-first"));
        await _client.PostOk("/v1/experiments/boost/ship?variant=i7-first&reason=better", "");
        Assert.All(await FirstItems("after", 10), i => Assert.Equal("i7", i));
        JsonElement listed = (await _client.Get("/v1/experiments")).GetProperty("experiments")[0];
        Assert.Equal("shipped", listed.GetProperty("state").GetString());
        Assert.Equal("i7-first", listed.GetProperty("shipped").GetString());
        Assert.Equal("better", listed.GetProperty("stop_reason").GetString());
        await Restart();
        Assert.All(await FirstItems("restarted", 10), i => Assert.Equal("i7", i));
        await _client.PostOk("/v1/experiments/boost/ship?variant=as-is", "");
        Assert.All(await FirstItems("taken back", 10), i => Assert.NotEqual("i7", i));
        (int again, JsonElement problem) = await _client.Post("/v1/experiments/boost/ship?variant=as-is", "");
        Assert.Equal(409, again);
        Assert.Contains("shipped already", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASubjectKeepsItsVariant_AcrossARestart_AndIsExposedOnce()
    {
        await _client.PostOk("/v1/experiments", Plan(
            "stand-in", """{"name":"own"},{"name":"trend","surfaces":{"for_you":{"serve":"trending"}}}"""));
        Dictionary<string, string> before = await Variants("sam", 30, log: true);
        long logged = _server.Engine.Counters.Events;
        Dictionary<string, string> again = await Variants("sam", 30, log: false);
        await Restart();
        Dictionary<string, string> after = await Variants("sam", 30, log: true);
        Assert.Equal(before, again);
        Assert.Equal(before, after);
        Assert.Equal(2, before.Values.Distinct().Count());
        JsonElement report = await _client.Get("/v1/experiments/stand-in");
        Assert.Equal(30, report.GetProperty("variants").EnumerateArray().Sum(v => v.GetProperty("units").GetInt32()));
        JsonElement answer = await Ask(before.First(b => b.Value == "trend").Key, log: false);
        Assert.Equal("trending", answer.GetProperty("served_by").GetString());
        Assert.Equal("for_you", answer.GetProperty("surface").GetString());
        // The second time nobody is exposed anew: as many events less.
        long first = logged - 48;
        Assert.Equal(first - 30, _server.Engine.Counters.Events);
    }

    [Fact]
    public async Task ExperimentsOfOneLayer_ShareNoSubject_AndOnOneSurfaceTheyMustBeOfOneLayer()
    {
        const string Arms = """{"name":"a"},{"name":"b","surfaces":{"for_you":{"ranker":"recall"}}}""";
        await _client.PostOk("/v1/experiments", Plan("one", Arms, share: 0.5, layer: "order"));
        (int other, JsonElement problem) = await _client.Post("/v1/experiments", Plan("two", Arms, 0.5, "elsewhere"));
        Assert.Equal(409, other);
        Assert.Contains(
            "'one' changes the surface 'for_you' too", problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
        await _client.PostOk("/v1/experiments", Plan("two", Arms, 0.5, "order"));
        List<string> met = [];
        foreach (string shopper in Enumerable.Range(0, 60).Select(i => $"m{i}"))
        {
            JsonElement assigned = (await _client.Get($"/v1/assignments/shopper/{shopper}")).GetProperty("variants");
            JsonElement answer = await Ask(shopper, log: false);
            JsonProperty only = Assert.Single(assigned.EnumerateObject());
            Assert.Equal(only.Name, answer.GetProperty("experiment").GetString());
            Assert.Equal(only.Value.GetString(), answer.GetProperty("variant").GetString());
            met.Add(only.Name);
        }

        Assert.Equal(2, met.Distinct().Count());
    }

    [Fact]
    public async Task AGuardrailThatIsBreached_EndsTheExperiment_AndSaysSo()
    {
        string arms = """{"name":"as-is"},{"name":"bad","surfaces":{"for_you":{"sources":["trending"]}}}""";
        await _client.PostOk("/v1/experiments", Plan(
            "harm", arms, metrics: """{"name":"conversion","event":"order","kind":"any","max_harm":0.05}"""));
        Random random = new(5);
        await Visit(800, (variant, _) => random.NextDouble() < (variant == "bad" ? 0.1 : 0.5));
        await _server.Work.ExperimentWatch.CheckAsync();
        JsonElement report = await _client.Get("/v1/experiments/harm");
        Assert.Equal("stopped", report.GetProperty("state").GetString());
        Assert.Contains(
            "the guardrail 'conversion' is breached by 'bad'", report.GetProperty("stop_reason").GetString(),
            StringComparison.Ordinal);
        Assert.False((await Ask("somebody", log: false)).TryGetProperty("experiment", out _));
    }

    [Fact]
    public async Task OnASurfaceForAnItem_WhoLooksIsAssigned()
    {
        await _client.PostOk("/v1/experiments", Plan(
            "beside", """{"name":"a"},{"name":"b","surfaces":{"similar_items":{"sources":["neighbours"]}}}"""));
        JsonElement answer = await _client.PostOk("/v1/recommend", """
            {"surface":"similar_items","subject":"i1","viewer":"zoe","log":true}
            """);
        Assert.Equal("beside", answer.GetProperty("experiment").GetString());
        Assert.True(answer.GetProperty("logged").GetBoolean());
        JsonElement report = await _client.Get("/v1/experiments/beside");
        Assert.Equal(1, report.GetProperty("variants").EnumerateArray().Sum(v => v.GetProperty("units").GetInt32()));
        answer = await _client.PostOk("/v1/recommend", """{"surface":"similar_items","subject":"i1"}""");
        Assert.False(answer.TryGetProperty("experiment", out _));
        (int status, JsonElement problem) = await _client.Post(
            "/v1/recommend", """{"surface":"similar_items","subject":"i1","log":true}""");
        Assert.Equal(400, status);
        Assert.Contains("'viewer'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APageWithAnExperimentOfItsOwn_IsServedAsDeclared()
    {
        await _client.PostOk("/v1/experiments", Plan("aa", """{"name":"a"},{"name":"b","surfaces":{"for_you":{}}}"""));
        JsonElement answer = await _client.PostOk(
            "/v1/recommend", """{"surface":"for_you","subject":"zoe","log":true,"variant":"mine"}""");
        Assert.False(answer.TryGetProperty("experiment", out _));
        JsonElement report = await _client.Get("/v1/experiments/aa");
        Assert.Equal(0, report.GetProperty("variants").EnumerateArray().Sum(v => v.GetProperty("units").GetInt32()));
    }

    [Theory]
    [InlineData(
        """{"for_yu":{}}""", "variants[1].surfaces.for_yu: there is no surface 'for_yu'; did you mean 'for_you'?")]
    [InlineData(
        """{"for_you":{"rankr":"recall"}}""", "unknown key 'rankr' in a change of a surface; did you mean 'ranker'?")]
    [InlineData("""{"for_you":{"signals":{"view":9}}}""", "unknown key 'signals'")]
    [InlineData("""{"for_you":{"sources":["trendy"]}}""", "trendy")]
    [InlineData(
        """{"for_you":{"ranker":"trees"}}""", "'trees' cannot be a variant of 'for_you', for which 'auto' is trained")]
    [InlineData("""{"for_you":{"version":0}}""", "'0' is not a version")]
    [InlineData("""{"for_you":{"version":1,"ranker":"recall"}}""", "no 'ranker' beside it")]
    [InlineData("""{"for_you":{"filters":"item.stok > 1"}}""", "stok")]
    [InlineData("""{"for_you":{"boosts":{"item.stock":2}}}""", "expected a condition")]
    [InlineData("""{"for_you":{"rerank":{"caps":{"colour":2}}}}""", "no attribute 'colour'")]
    [InlineData("""{"for_you":{"serve":"creator_picks"}}""", "'creator_picks' recommends item for creator")]
    [InlineData("""{"for_you":{"serve":"nothing"}}""", "no surface 'nothing'")]
    [InlineData("""{"for_you":7}""", "variants[1].surfaces.for_you")]
    [InlineData("""{"creator_picks":{}}""", "the surface is for a creator, so a shopper cannot be assigned")]
    [InlineData("[]", "variants[1].surfaces: must be an object of surfaces")]
    public async Task AChangeThatCannotBe_IsRefusedPrecisely(string surfaces, string detail)
    {
        (int status, JsonElement problem) = await _client.Post(
            "/v1/experiments", Plan("x", $$"""{"name":"a"},{"name":"b","surfaces":{{surfaces}}}"""));
        Assert.Equal(400, status);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none/ship?variant=a", 404, "There is no experiment 'none'")]
    [InlineData("aa/ship", 400, "Say which variant is shipped")]
    [InlineData("aa/ship?variant=zebra", 409, "the experiment 'aa' has no variant 'zebra'; variants: a, b")]
    [InlineData("plain/ship?variant=b", 409, "changes no surface")]
    public async Task WhatCannotBeShipped_IsSaid(string path, int status, string detail)
    {
        await _client.PostOk("/v1/experiments", Plan("aa", """{"name":"a"},{"name":"b","surfaces":{"for_you":{}}}"""));
        await _client.PostOk("/v1/experiments", Plan("plain", """{"name":"a"},{"name":"b"}""", layer: "other"));
        (int got, JsonElement problem) = await _client.Post($"/v1/experiments/{path}", "");
        Assert.Equal(status, got);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVersionThatThereIsNot_CannotBeAVariant()
    {
        (int status, JsonElement problem) = await _client.Post(
            "/v1/experiments", Plan("x", """{"name":"a"},{"name":"b","surfaces":{"for_you":{"version":3}}}"""));
        Assert.Equal(409, status);
        Assert.Contains(
            "the variant 'b' cannot serve: the surface 'for_you' has no version 3 that is kept",
            problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string Plan(
        string name, string variants, double share = 1, string layer = "default", string metrics = """
            {"name":"conversion","event":"order","kind":"any"},{"name":"gmv","event":"order","kind":"sum","value":"amount"}
            """) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"name":"{{name}}","unit":"shopper","layer":"{{layer}}","share":{{share}},"planned_units":1000,
         "variants":[{{variants}}],"metrics":[{{metrics}}]}
        """);

    private static string[] VerdictsOf(JsonElement report, string variant) =>
    [
        .. report.GetProperty("variants").EnumerateArray().Single(v => v.GetProperty("variant").GetString() == variant)
            .GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("verdict").GetString()!),
    ];

    // Shoppers come once, see a page that logs itself, and buy or not.
    private async Task Visit(int shoppers, Func<string, string, bool> buys)
    {
        for (int from = 0; from < shoppers; from += BatchSize)
        {
            string[] ids = [.. Enumerable.Range(from, Math.Min(BatchSize, shoppers - from)).Select(i => $"n{i}")];
            JsonElement answers = await _client.PostOk("/v1/recommend", Batch(ids, log: true));
            List<string> orders = [];
            foreach ((string shopper, JsonElement answer) in ids.Zip(answers.GetProperty("answers").EnumerateArray()))
            {
                string first = answer.GetProperty("items")[0].GetProperty("id").GetString()!;
                if (buys(answer.GetProperty("variant").GetString()!, first))
                {
                    orders.Add(Event(
                        "order", $$""" "order":"o{{shopper}}","shopper":"{{shopper}}","amount":"20","lines":1 """));
                }
            }

            await _client.PostOk("/v1/events", $"[{string.Join(",", orders)}]");
        }
    }

    private async Task<string[]> FirstItems(string prefix, int shoppers)
    {
        string[] ids = [.. Enumerable.Range(0, shoppers).Select(i => $"{prefix}{i}")];
        JsonElement answers = await _client.PostOk("/v1/recommend", Batch(ids, log: false));
        return
        [
            .. answers.GetProperty("answers").EnumerateArray().Select(
                a => a.GetProperty("items")[0].GetProperty("id").GetString()!),
        ];
    }

    private async Task<Dictionary<string, string>> Variants(string prefix, int shoppers, bool log)
    {
        string[] ids = [.. Enumerable.Range(0, shoppers).Select(i => $"{prefix}{i}")];
        JsonElement answers = await _client.PostOk("/v1/recommend", Batch(ids, log));
        return ids.Zip(answers.GetProperty("answers").EnumerateArray()).ToDictionary(
            a => a.First, a => a.Second.GetProperty("variant").GetString()!);
    }

    private Task<JsonElement> Ask(string shopper, bool log) => _client.PostOk("/v1/recommend", Request(shopper, log));

    // Few objects, so that an answer that leaves one out is another.
    private static string Request(string shopper, bool log) =>
        $$"""{"surface":"for_you","subject":"{{shopper}}","count":1,"deadline_ms":10000,"log":{{(log ? "true" : "false")}}}""";

    private static string Batch(string[] shoppers, bool log) =>
        $$"""{"requests":[{{string.Join(",", shoppers.Select(s => Request(s, log)))}}]}""";

    private string Event(string type, string rest) => $$"""{"type":"{{type}}","id":"e{{++_events}}",{{rest}}}""";

    private async Task Restart()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await Start();
    }

    private async Task Start()
    {
        _server = await SoukServer.StartAsync(new ServerOptions
        {
            Folder = _folder,
            DefinitionText = DefinitionLoader.ShippedText,
            Port = 0,
            RingsEvery = Duration.Zero,
            TrainEvery = TimeSpan.Zero,
        });
        _client = new TestClient(_server.Address);
    }
}
