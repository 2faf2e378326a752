using Souk.Log;
using Souk.Risk.Backtest;

namespace Souk.Risk.Tests;

public sealed class PolicyBacktestTests
{
    private const int Day = 86_400;

    private static readonly string _stricter =
        RiskMarket.Policy.Replace("weight: 30", "weight: 55", StringComparison.Ordinal);

    [Fact]
    public async Task ACandidate_IsComparedWithWhatWasDecided_OnMaturedOutcomesOnly()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await market.Pay(1, "ann", "c1", 150);
        await market.Pay(2 * Day, "bob", "c2", 200);
        await market.Pay(3 * Day, "cat", "c3", 50);
        await market.Pay(3 * Day, "dan", "c4", 60);
        await market.Submit(5 * Day, "chargeback", """ "payment":"p0","shopper":"ann","amount":150 """);
        await market.Submit(6 * Day, "chargeback", """ "payment":"p2","shopper":"cat","amount":50 """);
        await market.Pay(36 * Day, "eve", "c5", 500);
        BacktestReport report = Run(market);
        Assert.Equal(1, report.Immature);
        Assert.Equal(4, report.Candidate.Decisions);
        Assert.Equal(2, report.Candidate.Bad);
        Assert.Equal(1, report.Candidate.BadStopped);
        Assert.Equal(0.5, report.Candidate.Precision.Value);
        Assert.Equal(0.5, report.Candidate.Recall.Value);
        Assert.Equal(0.5, report.Candidate.FalsePositiveRate.Value);
        Assert.Equal(150, report.Candidate.Saved.Value);
        Assert.Equal(50, report.Candidate.Lost.Value);
        Assert.Equal(200, report.Candidate.TurnedAway.Value);
        Assert.InRange(report.Candidate.Saved.Lower, 0, 150);
        Assert.Equal(0, report.Decided.Stopped);
        Assert.Equal(200, report.Decided.Lost.Value);
        Assert.Equal(3, report.Changed);
        RuleFigures large = report.Rules.Single(r => r.Rule == "large");
        Assert.Equal((2, 1, 2, 0), (large.Hits, large.BadHits, large.UniqueHits, large.OverlappingHits));
        Assert.Equal(2, large.Examples.Count);
    }

    [Fact]
    public async Task OutcomesAfterTheChosenTime_OrAfterTheirDelay_ChangeNothing()
    {
        using RiskMarket market = new();
        await market.Pay(1, "ann", "c1", 150);
        await market.Pay(2, "bob", "c2", 250);
        await market.Pay(31 * Day, "zoe", "c9", 1);
        LogTime asOf = market.Read(r => new LogTime(0));
        using (Core.Engine.FoldScope scope = market.Engine.Read())
        {
            asOf = scope.Fold.Time;
        }

        BacktestReport before = Run(market, new BacktestOptions { AsOf = asOf });
        await market.Submit(31 * Day + 1, "chargeback", """ "payment":"p0","shopper":"ann","amount":150 """);
        await market.Submit(31 * Day + 2, "chargeback", """ "payment":"p2","shopper":"zoe","amount":1 """);
        BacktestReport after = Run(market, new BacktestOptions { AsOf = asOf });
        Assert.Equal(before.Candidate, after.Candidate);
        Assert.Equal(0, Run(market).Candidate.Bad);
    }

    [Fact]
    public void ACandidateWithErrors_IsRefused()
    {
        using RiskMarket market = new();
        Assert.Throws<InvalidDataException>(() => PolicyBacktest.Run(
            market.Engine.CreateReplayer(), RiskMarket.Definition, "name: x"));
    }

    private static BacktestReport Run(RiskMarket market, BacktestOptions? options = null) =>
        PolicyBacktest.Run(market.Engine.CreateReplayer(), RiskMarket.Definition, _stricter, options);
}
