using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Tests;

public sealed class RiskEngineTests
{
    [Fact]
    public async Task ADecision_HasOutcomeScoreReasonsAndVersion_AndIncludesItsOwnEvent()
    {
        using RiskMarket market = new();
        Assert.Null(await market.Pay(0, "ann", "c1", 10));
        await market.PutPolicy();
        Assert.Equal(RiskOutcome.Approve, (await market.Pay(1, "ann", "c1", 10))!.Outcome);
        Decision fast = (await market.Pay(2, "ann", "c1", 150))!;
        Assert.Equal(RiskOutcome.Decline, fast.Outcome);
        Assert.Equal(90, fast.Score);
        Assert.Equal(150, fast.Amount);
        Assert.Equal(["large", "VELOCITY"], fast.Reasons);
        Assert.Equal(1, fast.PolicyVersion);
        Assert.Equal(RiskOutcome.Challenge, (await market.Pay(3000, "bob", "c2", 150))!.Outcome);
        Assert.Equal(["shared"], (await market.Pay(3001, "eve", "c2", 10))!.Reasons);
    }

    [Fact]
    public async Task ARuleInShadow_IsRecordedApartAndDecidesNothing()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        Decision abroad = (await market.Pay(1, "ann", "c1", 10, ",\"country\":\"XX\""))!;
        Assert.Equal(RiskOutcome.Approve, abroad.Outcome);
        Assert.Equal(RiskOutcome.Decline, abroad.ShadowOutcome);
        Assert.Equal(RuleStatus.Shadow, Assert.Single(abroad.Rules).Status);
        Assert.Empty(abroad.Reasons);
    }

    [Fact]
    public async Task ARuleThatFails_GivesTheFallback()
    {
        using RiskMarket market = new();
        await market.PutPolicy(RiskMarket.Policy.Replace("status: off", "status: live", StringComparison.Ordinal));
        Decision decision = (await market.Pay(1, "ann", "c1", 10))!;
        Assert.Equal(1, decision.Faults);
        Assert.Equal(RiskOutcome.Review, decision.Outcome);
    }

    [Fact]
    public async Task Lists_TakeExactValuesRangesAndPrefixes_AndExpireByLogTime()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await market.ChangeList("""
            {"list":"blocked","by":"ann","add":[{"value":"c1","reason":"stolen","source":"bank","until":"2026-01-01T00:01:00Z"},
             "10.1.0.0/16","2001:db8::/32","test-*"]}
            """);
        Assert.Equal(RiskOutcome.Decline, (await market.Pay(1, "ann", "c1", 10))!.Outcome);
        Assert.Equal(RiskOutcome.Approve, (await market.Pay(61, "ann", "c1", 10))!.Outcome);
        Assert.Equal(RiskOutcome.Decline, (await market.Pay(62, "bob", "test-9", 10))!.Outcome);
        Assert.Equal(RiskOutcome.Review, (await market.Pay(63, "cat", "c3", 10, ",\"ip\":\"10.1.200.3\""))!.Outcome);
        Assert.Equal(RiskOutcome.Approve, (await market.Pay(64, "dan", "c4", 10, ",\"ip\":\"10.2.0.1\""))!.Outcome);
        Assert.Equal(RiskOutcome.Review, (await market.Pay(65, "eve", "c5", 10, ",\"ip\":\"2001:db8:1::9\""))!.Outcome);
        await market.ChangeList("""{"list":"blocked","remove":["10.1.0.0/16","never there"]}""");
        Assert.Equal(RiskOutcome.Approve, (await market.Pay(66, "fay", "c6", 10, ",\"ip\":\"10.1.200.3\""))!.Outcome);
        Assert.Equal(3, market.Read(r => r.Lists.Single().Count));
        Assert.Equal("stolen", market.Read(r => r.FindInList("blocked", "c1", new LogTime(0)))!.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AfterARestart_EveryDecisionIsThereAndNewOnesFollowTheSamePolicy(bool snapshot)
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await market.ChangeList("""{"list":"blocked","add":["bad",{"value":"10.0.0.0/8","reason":"r"}]}""");
        List<Decision> before = await Run(market);
        market.Reopen(snapshot);
        foreach (Decision decision in before)
        {
            Assert.True(decision.IsSameAs(market.Read(r => r.Find(decision.Position))!));
        }

        Assert.Equal(RiskOutcome.Decline, (await market.Pay(9000, "zoe", "bad", 1))!.Outcome);
        Assert.Equal(1, market.Read(r => r.VersionInForce!.Number));
    }

    [Fact]
    public async Task Replay_GivesTheSameStateBitForBit_WithPolicyAndListChangesInIt()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Run(market);
        await market.ChangeList("""{"list":"blocked","add":["c3"]}""");
        await market.PutPolicy(RiskMarket.Policy.Replace("weight: 30", "weight: 95", StringComparison.Ordinal));
        await Run(market);
        using Fold fold = new(RiskMarket.Definition, RiskMarket.Projections);
        market.Engine.CreateReplayer().Replay(fold, null, null, CancellationToken.None);
        using FoldScope live = market.Engine.Read();
        foreach ((var one, var other) in live.Fold.Arenas.Zip(fold.Arenas).Where(a => a.First.Name == "risk"))
        {
            Assert.Equal(one.PageCount, other.PageCount);
            for (int page = 0; page < one.PageCount; page++)
            {
                Assert.True(one.Page(page).SequenceEqual(other.Page(page)));
            }
        }

        Assert.True(live.Fold.Projection<RiskEngine>().DecisionCount >= 80);
    }

    [Fact]
    public async Task ASecondPerson_MustApproveWhereThePolicySaysSo()
    {
        using RiskMarket market = new();
        await market.PutPolicy("approval: second_person\n" + RiskMarket.Policy);
        Assert.Null(market.Read(r => r.Policy));
        Assert.Null(await market.Pay(1, "ann", "c1", 10));
        Assert.Contains("somebody else", market.Read(r => r.WhyNotApprove(1, "ann")), StringComparison.Ordinal);
        Assert.Contains("no policy version 7", market.Read(r => r.WhyNotApprove(7, "bob")), StringComparison.Ordinal);
        await market.Engine.DirectAsync(RiskEngine.ApproveDirective, """{"version":1,"by":"ann"}"""u8.ToArray());
        Assert.Null(market.Read(r => r.VersionInForce));
        await market.Engine.DirectAsync(RiskEngine.ApproveDirective, """{"version":1,"by":"bob"}"""u8.ToArray());
        Assert.Equal("bob", market.Read(r => r.VersionInForce!.ApprovedBy));
        Assert.NotNull(await market.Pay(2, "ann", "c1", 10));
        await market.PutPolicy();
        Assert.Equal(1, market.Read(r => r.VersionInForce!.Number));
    }

    [Fact]
    public async Task AShare_TakesThatShareOfTheEvents()
    {
        using RiskMarket market = new();
        await market.PutPolicy("""
            name: share
            checkpoints: { payment: { rules: [ { id: half, when: "true", weight: 1, share: 0.5 } ] } }
            """);
        int fired = 0;
        for (int i = 0; i < 200; i++)
        {
            fired += (await market.Pay(i, "s", "c", 1))!.Rules.Count;
        }

        Assert.InRange(fired, 70, 130);
    }

    private static async Task<List<Decision>> Run(RiskMarket market)
    {
        List<Decision> decisions = [];
        for (int i = 0; i < 40; i++)
        {
            decisions.Add((await market.Pay(
                i * 30, $"s{i % 7}", i % 9 == 0 ? "bad" : $"c{i % 5}", i * 7, $",\"ip\":\"10.0.0.{i}\""))!);
        }

        return decisions;
    }
}
