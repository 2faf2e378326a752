using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Risk.Policies;

namespace Souk.Server.Tests.Risk;

/// <summary>A disk that fills up while decisions are asked for, one by one and in batches.</summary>
public sealed class FullDiskTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(100, false)]
    [InlineData(100, true)]
    [InlineData(300, true)]
    public async Task Decisions_FallBackAndSaySo_AndAfterARestartWithRoomAllIsAsAnswered(int room, bool isBatch)
    {
        SmallDisk disk = new();
        await using TestServer server = await TestServer.StartAsync(o => o with { LogFiles = disk });
        await Apply(server);
        Dictionary<int, string> answered = [];
        for (int n = 0; n < 20; n++)
        {
            answered[n] = await Answered(server, n);
        }

        long last = server.Engine.LastPosition.Value;
        disk.Room = room;
        (int status, JsonElement full) = isBatch
            ? await server.PostAsync(
                "/v1/decide/payment/batch", string.Join('\n', Enumerable.Range(20, 9).Select(Payment)),
                "application/x-ndjson")
            : await server.PostAsync("/v1/decide/payment", Payment(20));
        AssertFallback(status, full);
        (status, full) = await server.PostAsync("/v1/decide/payment", Payment(3));
        AssertFallback(status, full);
        await AssertRefusedEverywhere(server);
        await AssertNothingHalfDone(server, last);

        disk.Room = long.MaxValue;
        await server.RestartAsync();
        foreach ((int n, string answer) in answered)
        {
            Assert.Equal(answer, await Answered(server, n));
        }

        await Answered(server, 20);
        Assert.Equal(200, (await server.GetAsync("/ready")).Status);
    }

    [Fact]
    public async Task AFullDisk_WhileTheDefinitionChanges_LeavesTheOldOneAndItsAnswers()
    {
        SmallDisk disk = new();
        await using TestServer server = await TestServer.StartAsync(o => o with { LogFiles = disk });
        await Apply(server);
        string[] answers = [await Answered(server, 1), await Answered(server, 2)];
        disk.Room = 1_000;
        string changed = Core.Definition.DefinitionLoader.ShippedText.Replace(
            "card.payments: { on: [payment, payment_failed]", "card.payments: { on: [payment_failed]",
            StringComparison.Ordinal);
        using StringContent definition = new(changed, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage put = await server.Http.PutAsync("/v1/definition", definition);
        Assert.False(put.IsSuccessStatusCode);
        Assert.NotNull(server.Engine.Failure);
        disk.Room = long.MaxValue;
        await server.RestartAsync(o => o with { DefinitionText = changed });
        Assert.Equal(answers[0], await Answered(server, 1));
        Assert.Equal(answers[1], await Answered(server, 2));
    }

    [Fact]
    public async Task AFullQueue_IsAnsweredWith429_AndTheFallback()
    {
        const int Batches = 30;
        await using TestServer server = await TestServer.StartAsync(o => o with { MaxWaitingBytes = 1 << 20 });
        await Apply(server);
        string before = await Answered(server, 1);
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Core.Engine.DirectiveRefusedException> hold = Assert.ThrowsAsync<Core.Engine.DirectiveRefusedException>(
            () => server.Engine.DirectAsync("test.hold", Array.Empty<byte>(), _ =>
            {
                held.SetResult();
                release.Task.Wait(TestContext.Current.CancellationToken);
                return "held";
            }));
        await held.Task;
        List<Task<(int Status, JsonElement Answer)>> waiting = [];
        try
        {
            for (int i = 0; i < Batches; i++)
            {
                waiting.Add(server.PostAsync("/v1/decide/payment/batch", Batch(i), "application/x-ndjson"));
            }

            (int status, JsonElement answer) = await await Task.WhenAny(waiting);
            Assert.Equal(429, status);
            Assert.True(answer.GetProperty("fallback").GetBoolean());
            Assert.Equal("review", answer.GetProperty("outcome").GetString());
            Assert.Contains("was not taken", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(1), server.LastRetryAfter);
        }
        finally
        {
            release.SetResult();
        }

        await hold;
        int taken = (await Task.WhenAll(waiting)).Count(w => w.Status == 200);
        Assert.InRange(taken, 1, Batches - 1);
        Assert.Equal(before, await Answered(server, 1));
    }

    private static string Batch(int number) => string.Join('\n', Enumerable.Range(0, 1_000).Select(i =>
        $$"""{"type":"payment","id":"{{number}}-{{i}}","payment":"{{number}}-{{i}}","shopper":"ann","card":"c","amount":"1"}"""));

    private static void AssertFallback(int status, JsonElement answer)
    {
        Assert.Equal(503, status);
        Assert.True(answer.GetProperty("fallback").GetBoolean());
        Assert.Equal("review", answer.GetProperty("outcome").GetString());
        Assert.Contains("nothing was acknowledged", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task AssertRefusedEverywhere(TestServer server)
    {
        (int status, JsonElement problem) = await server.PostAsync("/v1/events", Payment(99));
        Assert.Equal(503, status);
        Assert.Contains("No space left", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        (status, problem) = await server.PostAsync("/v1/lists", """{"list":"blocked_cards","add":["c9"]}""");
        Assert.Equal(503, status);
        Assert.Contains("make room", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        (status, problem) = await server.GetAsync("/ready");
        Assert.Equal(503, status);
        Assert.Contains("No space left", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "souk_failed 1", await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        (status, JsonElement doctor) = await server.GetAsync("/v1/doctor");
        Assert.Equal(200, status);
        JsonElement engine = doctor.GetProperty("findings").EnumerateArray().First(
            f => f.GetProperty("check").ValueEquals("engine"));
        Assert.Equal("problem", engine.GetProperty("level").GetString());
        Assert.Contains("No space left", engine.GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    // What was not acknowledged is not told to anybody as a decision.
    private static async Task AssertNothingHalfDone(TestServer server, long last)
    {
        Assert.Equal(200, (await server.GetAsync($"/v1/decisions/{last}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/v1/decisions/{last + 1}")).Status);
        (_, JsonElement newest) = await server.GetAsync("/v1/decisions?limit=1000");
        Assert.Equal(last, newest.GetProperty("decisions")[0].GetProperty("position").GetInt64());
    }

    private static async Task<string> Answered(TestServer server, int number)
    {
        (int status, JsonElement answer) = await server.PostAsync("/v1/decide/payment", Payment(number));
        Assert.Equal(200, status);
        Assert.False(answer.GetProperty("fallback").GetBoolean());
        return string.Join(' ', answer.EnumerateObject().Where(m => m.Name != "duplicate").Select(m => m.ToString()));
    }

    private static string Payment(int n) =>
        $$"""{"type":"payment","id":"{{n}}","payment":"p{{n}}","shopper":"s{{n % 3}}","card":"c{{n % 5}}","amount":"{{1 + (n * 37)}}"}""";

    private static async Task Apply(TestServer server)
    {
        using StringContent policy = new(RiskPolicy.ShippedText, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage put = await server.Http.PutAsync("/v1/risk/policy?by=ann", policy);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
    }
}
