using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Server.Tests;

public sealed class RiskModelEndpointTests : IAsyncLifetime
{
    private const string Definition = """
        name: models
        base_currency: EUR
        entities: { shopper: {}, payment: {} }
        events:
          payment: { fields: { payment: payment, shopper: shopper, amount: money, hour: whole } }
          chargeback: { fields: { payment: payment } }
        features:
          shopper.payments: { on: payment, count: true, windows: [1d] }
        """;

    private const string Policy = """
        name: models
        outcomes: { chargeback: { on: chargeback, of: payment, by: payment, matures: 2d } }
        checkpoints:
          payment:
            amount: event.amount
            models: { fraud: { fallback: approve } }
        """;

    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(o => o with { DefinitionText = Definition });
        await Send(HttpMethod.Put, "/v1/risk/policy?by=ann", Policy, HttpStatusCode.OK);
        await Live(0, 30);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AModel_IsTrainedTriedPromotedExplainedAndRolledBack()
    {
        JsonElement trained = await Job(
            "train",
            """{"checkpoint":"payment","kind":"logistic","as_of":"2026-01-21T00:00:00Z","by":"ann","shadow":true}""");
        Assert.Equal(("done", 1), (Text(trained, "state"), trained.GetProperty("version").GetInt32()));
        Assert.Equal("challenger", await UseOf(1));
        JsonElement promoted = await Job("promote?version=1&by=bob", "");
        Assert.True(Text(promoted, "state") == "done", Text(promoted, "detail"));
        Assert.Equal("champion", await UseOf(1));
        await Live(31, 1);
        JsonElement decision = await Send(
            HttpMethod.Get, $"/v1/decisions/{_server.Engine.LastPosition}", null, HttpStatusCode.OK);
        Assert.Equal("fraud", Text(decision.GetProperty("models")[0], "model"));
        Assert.True(decision.GetProperty("models")[0].GetProperty("probability").GetDouble() is > 0 and < 1);
        Assert.NotEqual(0, decision.GetProperty("models")[0].GetProperty("reasons").GetArrayLength());
        JsonElement explained = await Send(
            HttpMethod.Get, $"/v1/decisions/{_server.Engine.LastPosition}/explain", null, HttpStatusCode.OK);
        Assert.True(explained.GetProperty("identical").GetBoolean());
        Assert.True(explained.GetProperty("values").TryGetProperty("shopper.payments.1d", out _));

        await Job("train", """{"checkpoint":"payment","kind":"tail","by":"ann"}""");
        JsonElement refused = await Job("promote?version=2&by=bob", "");
        Assert.Equal("refused", Text(refused, "state"));
        Assert.Equal("champion", await UseOf(1));
        await Post("promote?version=2&force=true", HttpStatusCode.BadRequest);
        await Post("promote?version=2&force=true&why=drill&by=bob", HttpStatusCode.OK);
        Assert.Equal("champion", await UseOf(2));
        await Post("rollback?by=bob", HttpStatusCode.OK);
        Assert.Equal("champion", await UseOf(1));
        await Post("retire?version=1&by=bob", HttpStatusCode.OK);
        Assert.Equal("none", await UseOf(1));
    }

    [Fact]
    public async Task BadRequests_AreRefusedPrecisely()
    {
        await Send(HttpMethod.Get, "/v1/risk/models/none", null, HttpStatusCode.NotFound);
        await Send(
            HttpMethod.Post, "/v1/risk/models/1x/train", """{"checkpoint":"payment"}""", HttpStatusCode.BadRequest);
        await Refused("train", "rubbish", "not valid JSON");
        await Refused("train", "[]", "must be an object");
        await Refused("train", "{}", "'checkpoint' must be said");
        await Refused("train", """{"checkpoint":"payment","kind":"forest"}""", "'kind' is 'forest'");
        await Refused("train", """{"checkpoint":"payment","columns":"a"}""", "'columns' must be a list");
        await Refused("train", """{"checkpoint":"payment","as_of":"soon"}""", "'as_of' is 'soon'");
        await Refused("train", """{"checkpoint":"payment","kinds":"trees"}""", "'kinds' is not known");
        await Refused("shadow?version=x", "", "'version' is 'x'");
        await Send(HttpMethod.Post, "/v1/risk/models/fraud?by=ann", "no model", HttpStatusCode.BadRequest);
        await Post("shadow?version=9", HttpStatusCode.Conflict);
        await Post("rollback", HttpStatusCode.Conflict);
        await Send(HttpMethod.Get, "/v1/decisions/soon/explain", null, HttpStatusCode.BadRequest);
        await Send(HttpMethod.Get, "/v1/decisions/999999/explain", null, HttpStatusCode.BadRequest);
        JsonElement failed = await Job("train", """{"checkpoint":"paymnt"}""");
        Assert.Equal("failed", Text(failed, "state"));
        Assert.Contains("did you mean 'payment'?", Text(failed, "detail"), StringComparison.Ordinal);
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    // Dear payments at night are charged back a day later.
    private async Task Live(int firstDay, int days)
    {
        Random random = new(firstDay + 1);
        EventJsonParser parser = new(
            _server.Engine.Definition, new IntakeClock(TimeProvider.System, _server.Engine.Definition.MaxClockSkew));
        List<(DateTime Time, string Json)> events = [];
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < days * 60; i++)
        {
            DateTime time = start.AddDays(firstDay).AddMinutes(24 * i);
            string id = $"d{firstDay}n{i}";
            int amount = random.Next(10, 400);
            string fields = $"\"payment\":\"{id}\",\"shopper\":\"s{random.Next(50)}\",\"amount\":{amount}";
            events.Add((time, $"\"type\":\"payment\",\"id\":\"{id}\",{fields},\"hour\":{time.Hour}"));
            if (amount > 250 && time.Hour < 6 && random.NextDouble() < 0.8)
            {
                events.Add((time.AddDays(1), $"\"type\":\"chargeback\",\"id\":\"cb{id}\",\"payment\":\"{id}\""));
            }
        }

        EventBatch batch = new(_server.Engine.Definition);
        foreach ((DateTime time, string json) in events.Where(e => e.Time < start.AddDays(firstDay + days))
            .OrderBy(e => e.Time))
        {
            Assert.Null(parser.Parse(
                Encoding.UTF8.GetBytes($"{{{json},\"time\":\"{time:yyyy-MM-ddTHH:mm:ssZ}\"}}"), false, batch));
        }

        Assert.True(_server.Engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    private async Task<string> UseOf(int version)
    {
        JsonElement answer = await Send(HttpMethod.Get, "/v1/risk/models/fraud", null, HttpStatusCode.OK);
        return Text(answer.GetProperty("versions")[version - 1], "use");
    }

    // Starts a job and asks until it has ended.
    private async Task<JsonElement> Job(string what, string body)
    {
        await Send(HttpMethod.Post, $"/v1/risk/models/fraud/{what}", body, HttpStatusCode.Accepted);
        while (true)
        {
            JsonElement answer = await Send(HttpMethod.Get, "/v1/risk/models/fraud", null, HttpStatusCode.OK);
            if (Text(answer.GetProperty("job"), "state") != "running")
            {
                return answer.GetProperty("job");
            }
        }
    }

    private async Task Refused(string what, string body, string problem)
    {
        JsonElement answer = await Send(
            HttpMethod.Post, $"/v1/risk/models/fraud/{what}", body, HttpStatusCode.BadRequest);
        Assert.Contains(problem, Text(answer, "detail"), StringComparison.Ordinal);
    }

    private Task<JsonElement> Post(string what, HttpStatusCode expected) =>
        Send(HttpMethod.Post, $"/v1/risk/models/fraud/{what}", "", expected);

    private async Task<JsonElement> Send(HttpMethod method, string path, string? body, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _server.Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
