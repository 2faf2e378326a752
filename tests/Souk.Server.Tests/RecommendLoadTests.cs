using System.Text.Json;
using Souk.Core.Definition;
using Souk.Server.Recommend;

namespace Souk.Server.Tests;

/// <summary>Too little time, too many requests, a definition that changes under them, and requests that are
/// wrong.</summary>
public sealed class RecommendLoadTests : IAsyncLifetime
{
    private const string Request = """{"surface":"for_you","subject":"ann","deadline_ms":50}""";

    private readonly ManualClock _clock = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(o => o with { Clock = _clock, TrainEvery = TimeSpan.Zero });
        await _server.FillAsync(_server.Simulate(), 3_000);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task WhatARequestWaits_IsTakenFromItsDeadline_SoThatItIsAnsweredWithLess()
    {
        AnswerGate gate = _server.Server.Work.Gate;
        int places = 2 * Environment.ProcessorCount;
        for (int i = 0; i < places; i++)
        {
            Assert.True(await gate.EnterAsync(CancellationToken.None));
        }

        Task<(int Status, JsonElement Answer)> waiting = _server.PostAsync("/v1/recommend", Request);
        while (gate.Waiting == 0)
        {
            await Task.Yield();
        }

        _clock.Advance(TimeSpan.FromMilliseconds(60));
        gate.Leave();
        (int status, JsonElement answer) = await waiting;
        Assert.Equal(200, status);
        Assert.True(answer.GetProperty("degraded").GetBoolean());
        Assert.True(answer.GetProperty("from_fallback").GetInt32() > 0);
        Assert.Equal(
            answer.GetProperty("items").GetArrayLength(), answer.GetProperty("from_fallback").GetInt32());
        for (int i = 1; i < places; i++)
        {
            gate.Leave();
        }
    }

    [Fact]
    public async Task AGateThatIsFull_SaysSoAtOnce()
    {
        using AnswerGate gate = new(1, 1);
        Assert.True(await gate.EnterAsync(CancellationToken.None));
        ValueTask<bool> second = gate.EnterAsync(CancellationToken.None);
        Assert.False(await gate.EnterAsync(CancellationToken.None));
        gate.Leave();
        Assert.True(await second);
        Assert.Equal(0, gate.Waiting);
        using CancellationTokenSource gone = new();
        ValueTask<bool> third = gate.EnterAsync(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await third);
        Assert.Equal(0, gate.Waiting);
    }

    [Fact]
    public async Task ManyRequestsAtOnce_WithNoTimeToSpare_AreAllAnswered()
    {
        string[] deadlines = ["0", "1", "2", "100"];
        Task<(int Status, JsonElement Answer)>[] asked =
        [
            .. Enumerable.Range(0, 400).Select(i => _server.PostAsync(
                "/v1/recommend",
                $$"""{"surface":"for_you","subject":"s{{i}}","deadline_ms":{{deadlines[i % 4]}}}""")),
        ];
        foreach ((int status, JsonElement answer) in await Task.WhenAll(asked))
        {
            Assert.True(status == 200, answer.ToString());
            Assert.True(answer.GetProperty("items").GetArrayLength() > 0, answer.ToString());
        }

        string metrics = await _server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("souk_recommend_answers_total 400", metrics, StringComparison.Ordinal);
        Assert.Contains("souk_recall_skipped_total{source=\"neighbours\"}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoHundredRequests_AreOneBatch_AndMoreAreRefused()
    {
        (int status, JsonElement answers) = await _server.PostAsync("/v1/recommend", Batch(200));
        Assert.Equal(200, status);
        Assert.Equal(200, answers.GetProperty("answers").GetArrayLength());
        (status, JsonElement problem) = await _server.PostAsync("/v1/recommend", Batch(201));
        Assert.Equal(400, status);
        Assert.Equal("201 requests; 1 to 200 are taken.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task ADefinitionThatChangesMeanwhile_IsNoError()
    {
        Task changes = Task.Run(async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                string text = DefinitionLoader.ShippedText.Replace(
                    "    online: true\n", $"    online: true\n    half_life: {i + 3}d\n",
                    StringComparison.Ordinal);
                using StringContent content = new(text, System.Text.Encoding.UTF8, "application/yaml");
                using HttpResponseMessage put = await _server.Http.PutAsync("/v1/definition", content);
                Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
            }
        });
        do
        {
            (int status, JsonElement answer) = await _server.PostAsync("/v1/recommend", Batch(20));
            Assert.True(status is 200 or 503, answer.ToString());
        }
        while (!changes.IsCompleted);
        await changes;
        (int last, _) = await _server.PostAsync("/v1/recommend", Batch(1));
        Assert.Equal(200, last);
    }

    [Fact]
    public async Task WhatIsUnknown_IsNoError()
    {
        (int status, JsonElement answer) = await _server.PostAsync("/v1/recommend", """
            {"surface":"for_you","subject":"never seen","context":["no item"],"exclude":["none"],"pins":["nor this"],
             "why_not":["nothing"],"deadline_ms":10000}
            """);
        Assert.Equal(200, status);
        Assert.False(answer.GetProperty("known_subject").GetBoolean());
        Assert.False(answer.GetProperty("degraded").GetBoolean());
        Assert.True(answer.GetProperty("items").GetArrayLength() > 0);
        Assert.Equal("no event has named the item", answer.GetProperty("why_not").GetProperty("nothing").GetString());
    }

    [Theory]
    [InlineData(
        """{"surface":"for_you","subject":"a","deadline_ms":-1}""", "deadline_ms", "-1 is out of range; 0 to 10000")]
    [InlineData("""{"surface":"for_you","subject":"a","deadline_ms":10001}""", "deadline_ms", "10001 is out of range")]
    [InlineData("""{"surface":"for_you","subject":"a","deadline_ms":"soon"}""", "deadline_ms", "a whole number")]
    [InlineData("""{"surface":"for_you","subject":"a","count":-3}""", "count", "-3 is out of range; 1 to 200")]
    [InlineData("""{"surface":"for_you","subject":"a","count":1.5}""", "count", "a whole number")]
    [InlineData("""{"surface":"for_you","subject":"a","count":null}""", "count", "a whole number")]
    [InlineData("""{"surface":"for_you","subject":["a"]}""", "subject", "a text")]
    [InlineData("""{"surface":7,"subject":"a"}""", "surface", "a text")]
    [InlineData("""{"surface":"for_you","subject":"a","context":[""]}""", "context[0]", "The id is empty.")]
    [InlineData("""{"surface":"for_you","subject":"a","filters":"item.stock > 0"}""", "filters", "a list of texts")]
    [InlineData("""{"surface":"for_you","subject":"a","filters":["item.stock >"]}""", "filters[0]", "")]
    [InlineData("""{"surface":"for_you","subject":"a","filters":["true","nonsense(1)"]}""", "filters[1]", "nonsense")]
    [InlineData("""{"surface":"for_you","subject":"a","seed":-1}""", "seed", "a whole number")]
    [InlineData("""{"surface":"for_you","subject":"a","log":"yes"}""", "log", "true or false")]
    [InlineData("""{"surface":"trending","subject":"a","variant":5}""", "variant", "a text")]
    [InlineData("""{"requests":[{"surface":"for_you","subject":"a"},{"surface":"for_you"}]}""", "requests[1].subject",
        "missing")]
    [InlineData("""{"requests":{"surface":"for_you"}}""", "requests", "It must be a list")]
    [InlineData("""{"requests":[[]]}""", "requests[0].", "must be an object")]
    [InlineData("7", "", "must be an object")]
    [InlineData("", "", "not valid JSON")]
    public async Task WhatIsWrong_IsSaidWithItsPlace(string body, string path, string detail)
    {
        (int status, JsonElement problem) = await _server.PostAsync("/v1/recommend", body);
        Assert.Equal(400, status);
        Assert.Equal(path, problem.TryGetProperty("path", out JsonElement found) ? found.GetString() : "");
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooMuchOfAnything_IsSaidWithItsLimit()
    {
        string many = string.Join(",", Enumerable.Range(0, 1_001).Select(i => $"\"i{i}\""));
        string filters = string.Join(",", Enumerable.Repeat("\"true\"", 33));
        foreach ((string member, string detail) in new[]
        {
            ($"\"exclude\":[{many}]", "1001 ids; at most 1000"), ($"\"context\":[{many}]", "1001 ids; at most 32"),
            ($"\"filters\":[{filters}]", "At most 32 filters"), ($"\"pins\":[\"{new string('x', 300)}\"]", "300 bytes"),
        })
        {
            (int status, JsonElement problem) = await _server.PostAsync(
                "/v1/recommend", $$"""{"surface":"for_you","subject":"a",{{member}}}""");
            Assert.Equal(400, status);
            Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private static string Batch(int requests) =>
        $$"""{"requests":[{{string.Join(",", Enumerable.Repeat(Request, requests))}}]}""";

    /// <summary>The system's clock, whose durations stand still until it is advanced.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        internal void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
