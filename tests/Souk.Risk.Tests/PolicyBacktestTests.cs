using Souk.Log;
using Souk.Risk.Backtest;
using Souk.Risk.Models;
using Souk.Risk.Tests.Models;

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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task AnInterruptedTest_GoesOn_AndFindsTheSame(int rounds)
    {
        using RiskMarket market = new();
        await Fill(market);
        string folder = Path.Combine(market.Folder, "progress");
        BacktestOptions options = new() { ProgressFolder = folder, KeepEvery = 20 };
        string whole = Shown(Run(market));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Interruption progress = new(attempt == 0 ? rounds : 0);
            Assert.Throws<OperationCanceledException>(() => Run(market, options, progress));
            Assert.Equal(attempt == 0 ? 20 : 20 * (rounds + 1), progress.First);
        }

        Interruption last = new(int.MaxValue);
        Assert.Equal(whole, Shown(Run(market, options, last)));
        Assert.True(last.First > 20 * rounds);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task WhatAnotherTestKept_OrDamage_IsPassedOver()
    {
        using RiskMarket market = new();
        await Fill(market);
        string folder = Path.Combine(market.Folder, "progress");
        BacktestOptions options = new() { ProgressFolder = folder, KeepEvery = 20 };
        string whole = Shown(Run(market));
        Assert.Throws<OperationCanceledException>(
            () => Run(market, options with { From = new LogTime(5) }, new Interruption(3)));
        Interruption other = new(3);
        Assert.Throws<OperationCanceledException>(() => Run(market, options, other));
        Assert.Equal(20, other.First);
        foreach (string file in Directory.GetFiles(folder))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            Interruption again = new(3);
            Assert.Throws<OperationCanceledException>(() => Run(market, options, again));
            Assert.Equal(20, again.First);
        }

        Assert.Equal(whole, Shown(Run(market, options)));
    }

    [Fact]
    public async Task GivenModels_DecideFromTheFirstEventOn()
    {
        using RiskMarket market = new();
        await market.PutPolicy(ModelHistory.Policy);
        await ModelHistory.Live(market, 0, 40);
        RiskModel model = ModelHistory.Train(market, ModelHistory.Options());
        BacktestReport without = Backtest(new BacktestOptions());
        BacktestReport with = Backtest(
            new BacktestOptions { Models = new Dictionary<string, RiskModel> { ["fraud"] = model } });
        Assert.Equal(with.Candidate.Decisions, without.Candidate.Decisions);
        Assert.Equal(0, without.Changed);
        Assert.True(with.Changed > 0);
        Assert.True(with.Candidate.BadStopped > with.Decided.BadStopped);

        BacktestReport Backtest(BacktestOptions options) => PolicyBacktest.Run(
            market.Engine.CreateReplayer(), RiskMarket.Definition, ModelHistory.Policy, options);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task SeveralCandidates_AreJudgedAsEachAlone_OnAnyNumberOfThreads(int threads)
    {
        using RiskMarket market = new();
        await Fill(market);
        string[] candidates = [.. Enumerable.Range(0, 5).Select(
            i => RiskMarket.Policy.Replace("weight: 30", $"weight: {30 + (10 * i)}", StringComparison.Ordinal))];
        IReadOnlyList<BacktestReport> together = PolicyBacktest.Run(
            market.Engine.CreateReplayer(), RiskMarket.Definition, candidates,
            new BacktestOptions { Threads = threads }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(candidates.Length, together.Count);
        for (int i = 0; i < candidates.Length; i++)
        {
            Assert.Equal(
                Shown(PolicyBacktest.Run(market.Engine.CreateReplayer(), RiskMarket.Definition, candidates[i])),
                Shown(together[i]));
        }

        Assert.True(together.Select(Shown).Distinct().Count() > 1);
    }

    [Fact]
    public async Task SeveralCandidates_GoOnAfterAnInterruption()
    {
        using RiskMarket market = new();
        await Fill(market);
        string folder = Path.Combine(market.Folder, "progress");
        BacktestOptions options = new() { ProgressFolder = folder, KeepEvery = 20, Threads = 4 };
        string[] candidates = [_stricter, RiskMarket.Policy, _stricter];
        Assert.Throws<OperationCanceledException>(() => Several(new Interruption(3)));
        Assert.True(Directory.GetDirectories(folder).Length is 1 or 2);
        Interruption last = new(int.MaxValue);
        IReadOnlyList<BacktestReport> reports = Several(last);
        Assert.True(last.First > 20);
        Assert.Equal(Shown(Run(market)), Shown(reports[0]));
        Assert.Equal(Shown(reports[0]), Shown(reports[2]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));

        IReadOnlyList<BacktestReport> Several(Interruption progress) => PolicyBacktest.Run(
            market.Engine.CreateReplayer(), RiskMarket.Definition, candidates, options, progress,
            TestContext.Current.CancellationToken);
    }

    // To the last bit: numbers are written so that they read back the same.
    private static string Shown(BacktestReport report) => string.Join('\n', [
        $"{report.Candidate}", $"{report.Decided}", $"{report.Immature} {report.Unjudged} {report.Changed}",
        .. report.Rules.Select(r => $"{r} {string.Join(' ', r.Examples)}")]);

    private static async Task Fill(RiskMarket market)
    {
        await market.PutPolicy();
        for (int i = 0; i < 150; i++)
        {
            await market.Pay(i * 60, $"s{i % 7}", $"c{i * i % 11}", 20 + (10 * (i % 13)));
            if (i % 10 == 9)
            {
                await market.Submit((i * 60) + 1, "chargeback",
                    $"\"payment\":\"p{market.Submitted - 5}\",\"shopper\":\"s1\",\"amount\":5");
            }

            if (i == 70)
            {
                await market.ChangeList("""{"list":"blocked","add":["c4"]}""");
            }
        }

        await market.Pay(40 * Day, "eve", "c5", 500);
    }

    private static BacktestReport Run(
        RiskMarket market, BacktestOptions options, IProgress<LogPosition> progress) => PolicyBacktest.Run(
            market.Engine.CreateReplayer(), RiskMarket.Definition, _stricter, options, progress,
            TestContext.Current.CancellationToken);

    // Ends a test as a kill would: after so many rounds of the replay, before the next is kept.
    private sealed class Interruption(int rounds) : IProgress<LogPosition>
    {
        private int _reports;

        internal long First { get; private set; }

        public void Report(LogPosition value)
        {
            First = First == 0 ? value.Value : First;
            if (_reports++ == rounds)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private static BacktestReport Run(RiskMarket market, BacktestOptions? options = null) =>
        PolicyBacktest.Run(market.Engine.CreateReplayer(), RiskMarket.Definition, _stricter, options);
}
