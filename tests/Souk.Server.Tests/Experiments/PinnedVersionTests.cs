using System.Globalization;
using System.Text.Json;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Models;
using Souk.Recommend.Ranking;
using Souk.Recommend.Training;

namespace Souk.Server.Tests.Experiments;

/// <summary>Variants that serve a version of a ranker, and what becomes of them when it is kept no more.</summary>
public sealed class PinnedVersionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
    private SoukServer _server = null!;
    private TestClient _client = null!;

    public async ValueTask InitializeAsync()
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
        string[] events = [.. Enumerable.Range(0, 40).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":"view","id":"e{{i}}","shopper":"v{{i}}","item":"i{{(i % 9 == 0 ? 7 : i % 7)}}"}"""))];
        await _client.PostOk("/v1/events", $"[{string.Join(",", events)}]");
        await HandIn(1);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AVersionThatIsKeptNoMore_IsNotServedByAnother_AndEndsTheExperiment()
    {
        await Begin("pinned");
        string shopper = await SubjectOf("old");
        Assert.Equal(1, (await Ask(shopper)).GetProperty("model").GetInt32());
        await _server.Work.ExperimentWatch.CheckAsync();
        Assert.Equal("running", (await _client.Get("/v1/experiments/pinned")).GetProperty("state").GetString());

        await HandIn(RankerProjection.KeptVersions);

        JsonElement answer = await Ask(shopper);
        Assert.Equal(0, answer.GetProperty("model").GetInt32());
        Assert.False(answer.TryGetProperty("experiment", out _));
        Assert.True(answer.GetProperty("items").GetArrayLength() > 0);
        JsonElement report = await _client.Get("/v1/experiments/pinned");
        Assert.Equal(1, report.GetProperty("unserved").GetInt32());
        await _server.Work.ExperimentWatch.CheckAsync();
        report = await _client.Get("/v1/experiments/pinned");
        Assert.Equal("stopped", report.GetProperty("state").GetString());
        Assert.StartsWith(
            "the variant 'old' cannot serve: the surface 'for_you' has no version 1 that is kept",
            report.GetProperty("stop_reason").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(
            "; 1 answers were given as to somebody outside of the experiment",
            report.GetProperty("stop_reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShippedVersionThatIsKeptNoMore_IsTakenBack_AndCannotBeShippedAgain()
    {
        await Begin("shipped");
        await _client.PostOk("/v1/experiments/shipped/ship?variant=old", "");
        Assert.Equal(1, (await Ask("anybody")).GetProperty("model").GetInt32());

        await HandIn(RankerProjection.KeptVersions);

        Assert.Equal(0, (await Ask("anybody")).GetProperty("model").GetInt32());
        await _server.Work.ExperimentWatch.CheckAsync();
        JsonElement report = await _client.Get("/v1/experiments/shipped");
        Assert.Equal("as-is", report.GetProperty("shipped").GetString());
        Assert.EndsWith(
            "the control serves again", report.GetProperty("stop_reason").GetString(), StringComparison.Ordinal);
        (int status, JsonElement problem) = await _client.Post("/v1/experiments/shipped/ship?variant=old", "");
        Assert.Equal(409, status);
        Assert.Contains(
            "no version 1 that is kept", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private Task<JsonElement> Begin(string name) => _client.PostOk(
        "/v1/experiments",
        $$$$"""
        {"name":"{{{{name}}}}","unit":"shopper","metrics":[{"name":"conversion","event":"order","kind":"any"}],
         "variants":[{"name":"as-is"},{"name":"old","surfaces":{"for_you":{"version":1}}}]}
        """);

    private async Task<string> SubjectOf(string variant)
    {
        for (int i = 0; ; i++)
        {
            string shopper = string.Create(CultureInfo.InvariantCulture, $"n{i}");
            JsonElement assigned = await _client.Get($"/v1/assignments/shopper/{shopper}");
            if (assigned.GetProperty("variants").EnumerateObject().Single().Value.GetString() == variant)
            {
                return shopper;
            }
        }
    }

    private Task<JsonElement> Ask(string shopper) => _client.PostOk(
        "/v1/recommend", $$"""{"surface":"for_you","subject":"{{shopper}}","deadline_ms":10000}""");

    // Candidates, so that nothing comes in force.
    private async Task HandIn(int versions)
    {
        RankRows rows = new([FeatureNames.Recall, FeatureNames.Place]);
        List<ShownRequest> requests = [];
        for (int i = 0; i < 400; i++)
        {
            ShownRequest request = new((ulong)i, (ulong)i, new LogPosition(i + 1), i * 1_000_000L, "s");
            requests.Add(request);
            rows.BeginRequest(request);
            for (int value = 0; value < 8; value++)
            {
                bool isGoal = (i + value) % 9 < value;
                rows.Add([value, 1], new RankRow($"i{value}", isGoal, isGoal, isGoal ? 1 : 0, 1, 0, 1));
            }
        }

        RankModel model = RankerFit.Fit(
            RankerKind.Logistic, rows, RankSplit.Of(rows, requests, Duration.Zero), new RankTrainingOptions(),
            CancellationToken.None);
        Estimate gain = new(0.1, 0.01, 0.08, 0.12);
        TrainedRanker trained = new()
        {
            Surface = "for_you",
            Origin = RowOrigin.OwnImpressions,
            TrainedTo = new LogPosition(7),
            Requests = 400,
            Rows = rows.Count,
            Goals = rows.Goals,
            Kind = model.Kind,
            Model = model,
            WhyNot = "not better",
            Figures = new RankFigures
            {
                Requests = 10,
                ValueNdcg = 0.5,
                RecallNdcg = 0.4,
                InForceNdcg = null,
                NdcgGain = gain,
                LossGain = gain,
                LogLoss = 0.5,
                Calibration = 1,
            },
        };
        for (int i = 0; i < versions; i++)
        {
            await _server.Engine.DirectAsync(
                RankerProjection.ModelDirective, RankerDirectives.Model(trained, "test"));
        }
    }
}
