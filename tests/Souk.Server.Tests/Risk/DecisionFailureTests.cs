using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Engine;
using Souk.Risk.Policies;

namespace Souk.Server.Tests.Risk;

public sealed class DecisionFailureTests
{
    [Fact]
    public async Task PastTheDeadline_TheDeclaredFallbackIsAnswered_AndTheEventStillDecidedOn()
    {
        await using TestServer server = await TestServer.StartAsync();
        await Apply(server);
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<DirectiveRefusedException> hold = Assert.ThrowsAsync<DirectiveRefusedException>(
            () => server.Engine.DirectAsync("test.hold", Array.Empty<byte>(), _ =>
            {
                held.SetResult();
                release.Task.Wait(TestContext.Current.CancellationToken);
                return "held";
            }));
        await held.Task;
        (int status, JsonElement answer) = await server.PostAsync(
            "/v1/decide/payment?deadline_ms=1", Payment(1));
        (_, JsonElement batch) = await server.PostAsync(
            "/v1/decide/payment/batch?deadline_ms=1", Payment(2), "application/x-ndjson");
        release.SetResult();
        await hold;

        Assert.Equal(200, status);
        Assert.True(answer.GetProperty("fallback").GetBoolean());
        Assert.Equal("review", answer.GetProperty("outcome").GetString());
        Assert.Contains("is being logged", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(batch.GetProperty("fallback").GetBoolean());
        foreach (int number in (int[])[1, 2])
        {
            (_, JsonElement again) = await server.PostAsync("/v1/decide/payment", Payment(number));
            Assert.True(again.GetProperty("duplicate").GetBoolean());
            Assert.False(again.GetProperty("fallback").GetBoolean());
        }
    }

    [Fact]
    public async Task ABatch_IsDecidedInOrder_AndAgainTheSame()
    {
        await using TestServer server = await TestServer.StartAsync();
        await Apply(server);
        await server.PostAsync("/v1/lists", """{"list":"blocked_cards","add":["c2"]}""");
        string lines = string.Join('\n', Enumerable.Range(1, 3).Select(Payment));
        (int status, JsonElement answer) = await server.PostAsync(
            "/v1/decide/payment/batch", lines, "application/x-ndjson");
        Assert.Equal(200, status);
        JsonElement[] decisions = [.. answer.GetProperty("decisions").EnumerateArray()];
        Assert.Equal(["approve", "decline", "approve"], decisions.Select(d => d.GetProperty("outcome").GetString()));
        string array = $"[{string.Join(',', Enumerable.Range(1, 3).Select(Payment))}]";
        (_, JsonElement again) = await server.PostAsync("/v1/decide/payment/batch", array);
        Assert.Equal(
            decisions.Select(d => d.GetProperty("position").GetInt64()),
            again.GetProperty("decisions").EnumerateArray().Select(d => d.GetProperty("position").GetInt64()));
        Assert.All(
            again.GetProperty("decisions").EnumerateArray(),
            d => Assert.True(d.GetProperty("duplicate").GetBoolean()));
    }

    [Theory]
    [InlineData("", "holds no event")]
    [InlineData("[", "behind element 0")]
    [InlineData("[] []", "after a single JSON value")]
    [InlineData("{GOOD}\n{\"type\":\"view\"}", "'view'")]
    [InlineData("{GOOD}\n{\"type\":\"payment\",\"id\":\"9\",\"amount\":\"many\"}", "[1].")]
    public async Task ABadBatch_IsRefusedWholly(string body, string error)
    {
        await using TestServer server = await TestServer.StartAsync();
        await Apply(server);
        long last = server.Engine.LastPosition.Value;
        (int status, JsonElement answer) = await server.PostAsync(
            "/v1/decide/payment/batch", body.Replace("{GOOD}", Payment(1), StringComparison.Ordinal),
            "application/x-ndjson");
        Assert.Equal(400, status);
        Assert.Contains(error, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(last, server.Engine.LastPosition.Value);
    }

    private static string Payment(int n) =>
        $$"""{"type":"payment","id":"{{n}}","payment":"p{{n}}","shopper":"ann{{n}}","card":"c{{n}}","amount":"12.5"}""";

    private static async Task Apply(TestServer server)
    {
        using StringContent policy = new(RiskPolicy.ShippedText, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage put = await server.Http.PutAsync("/v1/risk/policy?by=ann", policy);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
    }
}
