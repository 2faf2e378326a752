using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Policies;
using Souk.Server.Risk;

namespace Souk.Server.Tests.Risk;

public sealed class RiskMonitorEndpointTests
{
    [Fact]
    public async Task Health_LabelsAndReport_TellOfSimulatedDecisions()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutPolicy(server);
        await server.FillAsync(server.Simulate(), 20_000);
        (int status, JsonElement health) = await server.GetAsync("/v1/risk/health?recent_days=2");
        Assert.Equal(200, status);
        JsonElement payment = health.GetProperty("checkpoints").EnumerateArray()
            .Single(c => c.GetProperty("checkpoint").GetString() == "payment");
        Assert.True(payment.GetProperty("decisions").GetInt64() > 0);
        Assert.Equal(30, payment.GetProperty("daily").GetArrayLength());
        Assert.Equal(33, payment.GetProperty("rules").GetArrayLength());
        (status, JsonElement labels) = await server.GetAsync("/v1/risk/labels");
        Assert.Equal(200, status);
        Assert.Equal(JsonValueKind.Array, labels.GetProperty("labels").ValueKind);
        (status, JsonElement report) = await server.GetAsync("/v1/risk/report?from=2026-01-01T00:00:00Z");
        Assert.Equal(200, status);
        Assert.Contains("money turned away", report.GetProperty("markdown").GetString(), StringComparison.Ordinal);
        Assert.True(report.GetProperty("immature").GetInt64() > 0);
    }

    [Theory]
    [InlineData("/v1/risk/health?recent_days=x", 400)]
    [InlineData("/v1/risk/health?recent_days=99", 400)]
    [InlineData("/v1/risk/report?from=yesterday", 400)]
    [InlineData("/v1/risk/report?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", 400)]
    public async Task ABadQuery_IsRefused(string path, int status)
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutPolicy(server);
        Assert.Equal(status, (await server.GetAsync(path)).Status);
    }

    [Fact]
    public async Task AReportWithoutAPolicy_IsRefused()
    {
        await using TestServer server = await TestServer.StartAsync();
        Assert.Equal(409, (await server.GetAsync("/v1/risk/report")).Status);
    }

    [Fact]
    public async Task AnAlert_IsLoggedOnceADay_AndListed()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.FillAsync(server.Simulate(), 100);
        await using RiskWatch watch = new(server.Engine, null, TimeProvider.System);
        RiskAlert alert = new(
            AlertKind.HitRate, "payment", "card_burst", 0.5, 0.1, Now(server), "the rule fired more often");
        Assert.Equal(1, await watch.RaiseAsync([alert, alert]));
        Assert.Equal(0, await watch.RaiseAsync([alert]));
        Assert.Equal(1, await watch.RaiseAsync([alert with { Subject = "card_day" }]));
        (_, JsonElement alerts) = await server.GetAsync("/v1/risk/alerts");
        JsonElement[] listed = [.. alerts.GetProperty("alerts").EnumerateArray()];
        Assert.Equal(["card_day", "card_burst"], listed.Select(a => a.GetProperty("subject").GetString()));
        Assert.Equal("hit_rate", listed[0].GetProperty("kind").GetString());
        Assert.Equal(0, await watch.LookAsync());
    }

    [Fact]
    public async Task ASearch_FindsAndProposes_AndAProposalGoesIntoShadow()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutPolicy(server);
        Assert.Equal(HttpStatusCode.BadRequest, await Post(server, "/v1/risk/patterns", "{}"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(server, "/v1/risk/patterns", "{\"event\":\"paymnt\"}"));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await Post(server, "/v1/risk/patterns", "{\"event\":\"view\",\"recent\":\"x\"}"));
        Assert.Equal(HttpStatusCode.NotFound, await Post(server, "/v1/risk/proposals/none/shadow?by=ann", ""));
        await server.FillAsync(server.Simulate(), 12_000);
        Assert.Equal(
            HttpStatusCode.Accepted, await Post(server, "/v1/risk/patterns", "{\"event\":\"view\",\"recent\":\"2d\"}"));
        JsonElement found = await Finished(server);
        Assert.Equal("done", found.GetProperty("state").GetString());
        Assert.Equal("view", found.GetProperty("event").GetString());
        Assert.True(found.GetProperty("recent_events").GetInt64() > 0);
        JsonElement[] patterns = [.. found.GetProperty("patterns").EnumerateArray()];
        Assert.NotEmpty(patterns);
        string id = patterns[0].GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await Post(server, $"/v1/risk/proposals/{id}/shadow?by=ann", ""));
        using FoldScope scope = server.Engine.Read();
        RiskEngine risk = scope.Fold.Projection<RiskEngine>();
        Assert.Equal(2, risk.VersionInForce!.Number);
        Assert.Equal(RuleStatus.Shadow, Assert.Single(risk.Policy!.FindCheckpoint("view")!.Rules).Status);
    }

    [Fact]
    public async Task SearchesOnSchedule_RaiseAlertsOnce_AlsoAfterARestart()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutPolicy(server);
        await server.FillAsync(server.Simulate(), 12_000);
        await using (RiskWatch watch = new(server.Engine, null, TimeProvider.System))
        {
            DiscoveryJob job = new(server.Engine, watch, TestContext.Current.CancellationToken);
            await using PatternSchedule schedule = new(
                server.Engine, job, Duration.FromDays(1), TimeProvider.System);
            Assert.True(await schedule.TickAsync());
            Assert.Null(schedule.Failure);
            Assert.Contains(job.All, d => d.EventType == "payment");
            Assert.Equal(
                job.All.SelectMany(ShiftAlerts.Of).Select(a => a.Key).Distinct().Order(),
                AlertsOf(server).Select(a => a.Key).Order());
            Assert.Contains(AlertsOf(server), a => a.Kind == AlertKind.Pattern);
            long last = server.Engine.LastPosition.Value;
            Assert.False(await schedule.TickAsync());
            Assert.Equal(last, server.Engine.LastPosition.Value);
        }

        int alerts = AlertsOf(server).Count;
        await server.RestartAsync(o => o with { DefinitionText = null });
        Assert.Equal(alerts, AlertsOf(server).Count);
        await using RiskWatch again = new(server.Engine, null, TimeProvider.System);
        await using PatternSchedule next = new(
            server.Engine, new DiscoveryJob(server.Engine, again, TestContext.Current.CancellationToken),
            Duration.FromDays(1), TimeProvider.System);
        Assert.False(await next.TickAsync());
    }

    [Fact]
    public async Task Metrics_TellTheTimeOfEachRule()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutPolicy(server);

        // One event in 1,024 is timed.
        string payments = string.Join('\n', Enumerable.Range(0, 1_100).Select(n =>
            $$"""{"type":"payment","id":"{{n}}","payment":"p{{n}}","shopper":"ann","card":"c","amount":"1"}"""));
        Assert.Equal(
            200, (await server.PostAsync("/v1/decide/payment/batch", payments, "application/x-ndjson")).Status);
        string metrics = await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Matches("souk_rule_seconds\\{checkpoint=\"payment\",rule=\"[a-z_]+\"\\} [0-9.E-]+\n", metrics);
    }

    private static IReadOnlyList<RiskAlert> AlertsOf(TestServer server)
    {
        using FoldScope scope = server.Engine.Read();
        return [.. scope.Fold.Projection<RiskMonitor>().Alerts.Select(a => a.Alert)];
    }

    private static async Task<JsonElement> Finished(TestServer server)
    {
        while (true)
        {
            (_, JsonElement answer) = await server.GetAsync("/v1/risk/patterns");
            if (answer.GetProperty("state").GetString() != "running")
            {
                return answer;
            }

            await Task.Yield();
        }
    }

    private static LogTime Now(TestServer server)
    {
        using FoldScope scope = server.Engine.Read();
        return scope.Fold.Time;
    }

    private static async Task PutPolicy(TestServer server)
    {
        using StringContent content = new(RiskPolicy.ShippedText, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage answer = await server.Http.PutAsync("/v1/risk/policy?by=ann", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<HttpStatusCode> Post(TestServer server, string path, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await server.Http.PostAsync(path, content);
        return answer.StatusCode;
    }
}
