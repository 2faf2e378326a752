using System.Text;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk.Monitoring;
using Souk.Risk.Outcomes;

namespace Souk.Risk.Tests.Monitoring;

public sealed class RiskMonitorTests
{
    private const int Day = 86_400;

    [Fact]
    public async Task HitRates_ArePreciseByDay_AndAJumpIsAnAlert()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        for (int day = 0; day < 15; day++)
        {
            await Payments(market, day, count: 40, large: day == 14 ? 20 : 1);
        }

        RiskHealth health = Health(market);
        CheckpointHealth payment = Assert.Single(health.Checkpoints);
        Assert.Equal(40, payment.Decisions);
        Assert.Equal([.. Enumerable.Repeat(40, 15)], payment.Daily.TakeLast(15));
        RuleHealth large = payment.Rules.Single(r => r.Rule == "large");
        Assert.Equal([.. Enumerable.Repeat(1, 14), 20], large.Daily.TakeLast(15));
        Assert.Equal(20, large.Hits.Hits);
        Assert.Equal(0.5, large.Hits.Recent);
        Assert.Equal(1 / 40.0, large.Hits.Reference, 9);
        Assert.Equal(0, large.Hits.ChangedDaysAgo);
        Assert.Equal(20, large.UniqueHits);
        RiskAlert alert = Assert.Single(health.Alerts());
        Assert.Equal((AlertKind.HitRate, "large"), (alert.Kind, alert.Subject));
        Assert.Contains("50 % of events, 2.5 % before", alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASteadyRate_IsNoAlert()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        for (int day = 0; day < 12; day++)
        {
            await Payments(market, day, count: 40, large: 8 + (day % 3));
        }

        Assert.Empty(Health(market).Alerts());
        Assert.Null(Health(market).Checkpoints[0].Rules.Single(r => r.Rule == "large").Hits.ChangedDaysAgo);
    }

    [Fact]
    public async Task MaturedPrecision_CountsLabelsOnTheDayOfTheDecision_AndOnlyMaturedDays()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Payments(market, 0, count: 10, large: 4);
        await Chargeback(market, 2 * Day, "p0");
        await Chargeback(market, 3 * Day, "p9");
        await Payments(market, 20, count: 5, large: 5);
        await Chargeback(market, 21 * Day, "p12");
        await Payments(market, 40, count: 1, large: 0);
        RuleHealth large = Health(market).Checkpoints[0].Rules.Single(r => r.Rule == "large");
        Assert.Equal((4, 1), (large.MatureHits, large.MatureBadHits));
        Assert.Equal(0.25, large.Precision.Value);
        Assert.InRange(large.Precision.Upper, 0.26, 0.9);
    }

    [Fact]
    public async Task ALiveRuleThatStopsOnlyGoodOnes_IsAnAlert()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Payments(market, 0, count: 120, large: 100);
        await Payments(market, 40, count: 1, large: 0);
        Assert.Contains(Health(market).Alerts(), a => a is { Kind: AlertKind.Precision, Subject: "large" });
    }

    [Fact]
    public async Task Labels_AreJudgedByArrivalDelayConflictAndUnknown()
    {
        using RiskMarket market = new();
        await market.PutPolicy(RiskMarket.Policy.Replace(
            "matures: 30d }", "matures: 30d, where: event.amount > 0.0 }", StringComparison.Ordinal));
        await Payments(market, 0, count: 10, large: 0);
        await Chargeback(market, 3 * Day, "p0");
        await Chargeback(market, 6 * Day, "p1");
        await Chargeback(market, 6 * Day, "p1");
        await Chargeback(market, 9 * Day, "p2", amount: 0);
        await Chargeback(market, 12 * Day, "p2");
        await Chargeback(market, 13 * Day, "nobody");
        await Chargeback(market, 50 * Day, "p3");
        await Payments(market, 51, count: 1, large: 0);
        LabelQuality quality = Assert.Single(Read(market, m => m.Labels));
        Assert.Equal(("payment", "chargeback"), (quality.Checkpoint, quality.Label));
        Assert.Equal((6, 1, 1), (quality.Bad, quality.NotBad, quality.Unknown));
        Assert.Equal((1, 1, 1), (quality.Repeated, quality.Conflicts, quality.Late));
        Assert.Equal((10, 3), (quality.MatureDecisions, quality.LabelledDecisions));
        Assert.Equal(0.3, quality.Coverage, 9);
        Assert.InRange(quality.Delay(0.25)!.Value.TotalDays, 2.9, 3.4);
        Assert.InRange(quality.Delay(1)!.Value.TotalDays, 11.9, 12.4);
        Assert.Equal(1, quality.Curve[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AfterARestart_AndInAReplay_TheStateIsTheSameBitForBit(bool snapshot)
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Payments(market, 0, count: 30, large: 5);
        await market.Engine.DirectAsync(
            RiskMonitor.AlertDirective,
            new RiskAlert(AlertKind.Faults, "payment", "", 0.5, double.NaN, new(5), "half failed").ToJson());
        market.Reopen(snapshot);
        await Chargeback(market, 2 * Day, "p3");
        await market.PutPolicy(RiskMarket.Policy.Replace("id: large", "id: larger", StringComparison.Ordinal));
        await Payments(market, 3, count: 30, large: 5);
        using Fold fold = new(RiskMarket.Definition, RiskMarket.Projections);
        market.Engine.CreateReplayer().Replay(fold, null, null, CancellationToken.None);
        using FoldScope live = market.Engine.Read();
        RiskMonitor one = live.Fold.Projection<RiskMonitor>();
        RiskMonitor other = fold.Projection<RiskMonitor>();
        Assert.Equal(one.Arena.PageCount, other.Arena.PageCount);
        for (int page = 0; page < one.Arena.PageCount; page++)
        {
            Assert.True(one.Arena.Page(page).SequenceEqual(other.Arena.Page(page)));
        }

        Assert.Equal("half failed", Assert.Single(other.Alerts).Alert.Message);
        Assert.Equal(0, other.Unmonitored);
    }

    [Fact]
    public async Task ALatency_IsMeasuredOnOneEventInAThousand()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        Assert.True(double.IsNaN(Health(market).Checkpoints[0].Rules[0].Nanoseconds));
        await Payments(market, 0, count: 1_100, large: 0);
        Assert.All(
            Health(market).Checkpoints[0].Rules.Where(r => r.Rule != "broken"), r => Assert.True(r.Nanoseconds > 0));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"none","checkpoint":"p","subject":"","value":1,"reference":1,"time_us":1,"message":"m"}""")]
    public async Task AnAlertThatIsNone_IsPassedOver(string body)
    {
        using RiskMarket market = new();
        await market.Engine.DirectAsync(RiskMonitor.AlertDirective, Encoding.UTF8.GetBytes(body));
        Assert.Empty(Read(market, m => m.Alerts));
    }

    [Fact]
    public async Task TheNewestAlerts_AreKept()
    {
        using RiskMarket market = new();
        for (int i = 0; i < 1_030; i++)
        {
            RiskAlert alert = new(AlertKind.HitRate, "payment", $"r{i}", i, 1, new(i), new string('x', i % 50));
            await market.Engine.DirectAsync(RiskMonitor.AlertDirective, alert.ToJson());
        }

        var alerts = Read(market, m => m.Alerts);
        Assert.Equal(1_024, alerts.Count);
        Assert.Equal("r1029", alerts[0].Alert.Subject);
        Assert.Equal("r6", alerts[^1].Alert.Subject);
    }

    [Fact]
    public void Options_OutsideTheirRange_AreRefused()
    {
        using RiskMarket market = new();
        using FoldScope scope = market.Engine.Read();
        Fold fold = scope.Fold;
        string message = Assert.Throws<ArgumentException>(
            () => RiskHealth.Read(fold, new HealthOptions { RecentDays = 31 })).Message;
        Assert.Contains("RecentDays is 31; it must be 1 to 30", message, StringComparison.Ordinal);
    }

    private static RiskHealth Health(RiskMarket market)
    {
        using FoldScope scope = market.Engine.Read();
        return RiskHealth.Read(scope.Fold);
    }

    private static T Read<T>(RiskMarket market, Func<RiskMonitor, T> read)
    {
        using FoldScope scope = market.Engine.Read();
        return read(scope.Fold.Projection<RiskMonitor>());
    }

    // Each with a shopper and a card of its own, so that no other rule fires.
    private static async Task Payments(RiskMarket market, int day, int count, int large)
    {
        for (int i = 0; i < count; i++)
        {
            await market.Pay((day * Day) + i, $"s{day}-{i}", $"c{day}-{i}", i < large ? 150 : 10);
        }
    }

    private static Task<LogPosition> Chargeback(RiskMarket market, int second, string payment, int amount = 5) =>
        market.Submit(second, "chargeback", $"\"payment\":\"{payment}\",\"shopper\":\"x\",\"amount\":{amount}");
}
