using System.Text;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk.Monitoring;
using Souk.Risk.Patterns;
using Souk.Risk.Policies;

namespace Souk.Risk.Tests.Patterns;

public sealed class PatternDiscoveryTests
{
    private const int Day = 86_400;

    [Fact]
    public async Task ACombinationThatIsNew_IsFound_WithAConditionThatCompilesAndMatches()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Normal(market, days: 20);
        for (int i = 0; i < 60; i++)
        {
            await market.Pay((19 * Day) + 20_000 + i, $"x{i}", $"y{i}", 77 + (i % 3), ",\"country\":\"ZZ\"");
        }

        Discovery found = Run(market);
        Assert.NotEmpty(found.Patterns);
        FoundPattern best = found.Patterns[0];
        Assert.Contains(found.Patterns, p => p.When.Contains("\"ZZ\"", StringComparison.Ordinal));
        Assert.Equal(0, best.Pattern.ReferenceHits);
        Assert.True(best.Pattern.Hits >= 50, $"{best.When}: {best.Pattern.Hits}");
        Assert.All(found.Patterns, p => Assert.Null(market.Read(r => r.WhyNotRule("payment", p.When))));
        Assert.NotEmpty(best.Examples);
        Assert.Contains(found.Shifts, s => s.Column == "event.country" && s.IsShifted);
        Assert.Contains(ShiftAlerts.Of(found), a => a.Subject == "event.country");
    }

    [Fact]
    public async Task NothingNew_GivesNoPattern()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Normal(market, days: 20);
        Discovery found = Run(market);
        Assert.Empty(found.Patterns);
        Assert.True(found.Reference.Events > found.Recent.Events);
        Assert.Empty(found.Proposals);
    }

    [Fact]
    public async Task AnOutlier_IsNamedWithItsReasons()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Normal(market, days: 20);
        await market.Pay((19 * Day) + 40_000, "odd", "odd", 100_000);
        Outlier first = Run(market).Outliers[0];
        Assert.Contains(first.Reasons, r => r.Contains("= 100000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RulesAreProposedFromMaturedOutcomes_AndJudgedOnLaterTime()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Labelled(market);
        Discovery found = Run(market);
        RuleProposal best = found.Proposals[0];
        Assert.Contains("ZZ", best.When, StringComparison.Ordinal);
        Assert.True(best.LaterPrecision.Value >= 0.9, best.When);
        Assert.True(best.LaterRecall >= 0.9);
        Assert.Equal(best.LaterBadHits, best.LaterNew);
        string text = PolicyEditor.AddShadowRule(RiskMarket.Policy, best.Checkpoint, best.Id, best.When);
        RiskPolicy policy = market.Read(r => r.Check(text, "p")).OrThrow();
        Assert.Equal(RuleStatus.Shadow, policy.FindCheckpoint("payment")!.Rules[^1].Status);
    }

    [Fact]
    public async Task AProposal_TellsHowFewItsBadEventsAreAbout_AndIsRankedByWhatToExpectOfOthers()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Normal(market, days: 20, cards: 60);
        for (int i = 0; i < 60; i++)
        {
            await market.Pay((19 * Day) + 20_000 + (i * 30), $"x{i}", "stolen", 77 + (i % 3), ",\"country\":\"ZZ\"");
        }

        HashSet<string> bad = [.. EventIds(market).TakeLast(60)];
        Discovery found = Run(market, bad: bad);
        Assert.NotEmpty(found.Proposals);
        Assert.All(found.Proposals, p => Assert.Equal(("card", 1), (p.GroupKind, p.Groups)));
        Assert.All(found.Proposals, p => Assert.InRange(p.ExpectedPrecision.Lower, 0, p.ExpectedPrecision.Value));
        Assert.Equal(
            found.Proposals.OrderByDescending(p => p.ExpectedPrecision.Lower).Select(p => p.When),
            found.Proposals.Select(p => p.When));

        // One card: where it is from is what it is, how often it is used is what was done with it.
        Assert.Contains("card.payments", found.Proposals[0].When, StringComparison.Ordinal);
        Assert.DoesNotContain("country", found.Proposals[0].When, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralSearches_InOneReplay_FindWhatEachFindsAlone()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Labelled(market);
        DiscoveryOptions[] searches =
        [
            new() { EventType = "payment", MaxRows = 2_000 },
            new() { EventType = "chargeback", MaxRows = 500, End = new LogTime(Now(market).Microseconds - (30L * Day * 1_000_000)) },
        ];
        IReadOnlyList<Discovery> together = Run(market, searches);
        Assert.Equal(["payment", "chargeback"], together.Select(d => d.EventType));
        Assert.NotEmpty(together[0].Proposals);
        foreach ((Discovery one, DiscoveryOptions search) in together.Zip(searches))
        {
            Discovery alone = Run(market, [search])[0];
            Assert.Equal(alone.Recent, one.Recent);
            Assert.Equal(alone.Reference, one.Reference);
            Assert.Equal(alone.Learning, one.Learning);
            Assert.Equal(alone.Shifts.Select(h => (h.Column, h.Index)), one.Shifts.Select(h => (h.Column, h.Index)));
            Assert.Equal(alone.Patterns.Select(p => p.When), one.Patterns.Select(p => p.When));
            Assert.Equal(alone.Proposals, one.Proposals);
        }

        Assert.Empty(Run(market, []));
    }

    [Fact]
    public async Task WhetherAnEventNamesSomething_IsAColumn()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Normal(market, days: 20);
        for (int i = 0; i < 40; i++)
        {
            await market.Pay(
                (19 * Day) + 20_000 + (i * 30), $"x{i}", $"y{i}", 10 + (i * 37 % 80),
                $",\"country\":\"FR\",\"ip\":\"n{i}\"");
        }

        Assert.Equal("has(event.ip)", Run(market).Patterns[0].When);
    }

    [Fact]
    public async Task OutcomesFromAfterTheEnd_ChangeNothing()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Labelled(market);
        LogTime end = Now(market);
        Discovery before = Run(market, end: end);
        for (int i = 0; i < 100; i++)
        {
            await Chargeback(market, (76 * Day) + i, $"p{i}");
        }

        Discovery after = Run(market, end: end);
        Assert.Equal(before.Proposals.Select(p => p.ToString()), after.Proposals.Select(p => p.ToString()));
        Assert.Equal(before.Learning, after.Learning);
    }

    [Fact]
    public async Task TheSample_IsBoundedAndTheSameEachTime()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await Normal(market, days: 20);
        Discovery one = Run(market, rows: 100);
        Discovery other = Run(market, rows: 100);
        Assert.Equal(100, one.Reference.Rows);
        Assert.Equal(one.Shifts.Select(s => s.Index), other.Shifts.Select(s => s.Index));
    }

    [Fact]
    public void AnUnknownTypeOrAnOptionOutOfRange_IsRefused()
    {
        using RiskMarket market = new();
        Assert.Contains("no event type 'paymnt'", Assert.Throws<ArgumentException>(() => PatternDiscovery.Run(
            market.Engine.CreateReplayer(), RiskMarket.Definition, null, new LogTime(0),
            [new DiscoveryOptions { EventType = "paymnt" }])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Run(market, rows: 99));
    }

    private static Discovery Run(
        RiskMarket market, int rows = 5_000, LogTime? end = null, IReadOnlySet<string>? bad = null) => Run(
        market,
        [new DiscoveryOptions { EventType = "payment", MaxRows = rows, End = end, BadEvents = bad }])[0];

    private static IReadOnlyList<Discovery> Run(RiskMarket market, IReadOnlyList<DiscoveryOptions> searches) =>
        PatternDiscovery.Run(
            market.Engine.CreateReplayer(), RiskMarket.Definition, RiskMarket.Policy, Now(market), searches);

    private static LogTime Now(RiskMarket market)
    {
        using FoldScope scope = market.Engine.Read();
        return scope.Fold.Time;
    }

    private static List<string> EventIds(RiskMarket market)
    {
        List<string> ids = [];
        market.Engine.CreateReplayer().Look(
            RiskMarket.Definition, new LogPosition(1), e => ids.Add(Encoding.UTF8.GetString(e.Id)),
            TestContext.Current.CancellationToken);
        return ids;
    }

    // Each payment on a card of its own, or on one of some that are used every day.
    private static async Task Normal(RiskMarket market, int days, int cards = 0)
    {
        for (int day = 0; day < days; day++)
        {
            for (int i = 0; i < 60; i++)
            {
                string country = i % 3 == 0 ? "DE" : "FR";
                await market.Pay(
                    (day * Day) + (i * 300), $"s{day}-{i}", cards == 0 ? $"c{day}-{i}" : $"c{i % cards}", 10 + (i * 37 % 80),
                    $",\"country\":\"{country}\"");
            }
        }
    }

    // Bad payments come from one country in small amounts; all of them charged back after five days.
    private static async Task Labelled(RiskMarket market)
    {
        List<(int Second, string? Payment, int Number)> plan = [];
        for (int day = 0; day < 40; day++)
        {
            for (int i = 0; i < 25; i++)
            {
                plan.Add(((day * Day) + (i * 600), null, i));
            }
        }

        int made = 0;
        Queue<(int Second, string Payment)> due = [];
        foreach ((int second, _, int number) in plan)
        {
            while (due.TryPeek(out (int Second, string Payment) next) && next.Second <= second)
            {
                due.Dequeue();
                await Chargeback(market, next.Second, next.Payment);
                made++;
            }

            bool isBad = number % 8 == 3;
            await market.Pay(
                second, $"s{second}", $"c{second}", 10 + (number * 37 % 80),
                isBad ? ",\"country\":\"ZZ\"" : ",\"country\":\"FR\"");
            if (isBad)
            {
                due.Enqueue((second + (5 * Day), $"p{made}"));
            }

            made++;
        }

        foreach ((int second, string payment) in due)
        {
            await Chargeback(market, second, payment);
        }

        await market.Pay(75 * Day, "last", "last", 10);
    }

    private static Task<LogPosition> Chargeback(RiskMarket market, int second, string payment) =>
        market.Submit(second, "chargeback", $"\"payment\":\"{payment}\",\"shopper\":\"x\",\"amount\":5");
}
