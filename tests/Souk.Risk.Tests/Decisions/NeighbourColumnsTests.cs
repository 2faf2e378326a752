using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Risk.Decisions;

namespace Souk.Risk.Tests.Decisions;

public sealed class NeighbourColumnsTests
{
    private const string Features = """
          shopper.payments: { on: payment, count: true, windows: [1h] }
          shopper.amount: { on: payment, mean: event.amount, windows: [1h] }
        """;

    private const string Policy = """
        name: test
        checkpoints:
          payment:
            thresholds: { review: 50 }
            rules:
              - { id: busy, when: neighbours.shopper.payments.1h >= 2.0, weight: 1 }
              - { id: dear, when: neighbours.shopper.amount.1h > 50.0, weight: 1 }
              - { id: known, when: has(neighbours.shopper.amount.1h), weight: 1 }
        """;

    [Fact]
    public async Task Means_AreThoseOfANaiveCount_AndOfAReplay()
    {
        using RiskMarket market = Market();
        await market.PutPolicy(Policy);
        SeededRandom random = new(3);
        List<(int Second, string Shopper, string Card, double Amount)> past = [];
        List<Decision> decisions = [];
        int fired = 0;
        for (int i = 0; i < 150; i++)
        {
            (int Second, string Shopper, string Card, double Amount) own =
                (i * 120, $"s{random.Next(12)}", $"c{random.Next(15)}", 20 + random.Next(60));
            past.Add(own);
            Decision decision = (await market.Pay(own.Second, own.Shopper, own.Card, own.Amount))!;
            decisions.Add(decision);
            HashSet<string> cards = [.. past.Where(p => p.Shopper == own.Shopper).Select(p => p.Card)];
            string[] neighbours =
            [
                .. past.Where(p => cards.Contains(p.Card) && p.Shopper != own.Shopper)
                .Select(p => p.Shopper).Distinct(),
            ];
            double[][] amounts = [.. neighbours.Select(n => past
                .Where(p => p.Shopper == n && p.Second > own.Second - 3600).Select(p => p.Amount).ToArray())];
            List<string> expected = [];
            Expect(expected, "busy", neighbours.Length > 0 && amounts.Average(a => a.Length) >= 2);
            double[] means = [.. amounts.Where(a => a.Length > 0).Select(a => a.Average())];
            Expect(expected, "dear", means.Length > 0 && means.Average() > 50);
            Expect(expected, "known", means.Length > 0);
            Assert.Equal(expected, decision.Rules.Select(r => r.Id));
            fired += expected.Count;
        }

        Assert.InRange(fired, 60, 400);
        market.Reopen(snapshot: false);
        Assert.All(decisions, d => Assert.True(market.Read(r => r.Find(d.Position))!.IsSameAs(d)));
    }

    [Fact]
    public async Task TheStrongestNeighbours_ComeFirst_AndAreLimited()
    {
        using RiskMarket market = Market();
        await market.PutPolicy(Policy.Replace(">= 2.0", "== 3.0", StringComparison.Ordinal));

        // Forty weak neighbours who paid once; as many strong ones as count, over a card of their own, who paid thrice.
        for (int i = 0; i < 40; i++)
        {
            await market.Pay(i, $"weak{i}", "crowd", 10);
        }

        for (int i = 0; i < NeighbourColumns.MaxNeighbours; i++)
        {
            for (int times = 0; times < 3; times++)
            {
                await market.Pay(50 + i, $"strong{i}", $"pair{i}", 10);
            }

            await market.Pay(100 + i, "ann", $"pair{i}", 10);
        }

        Decision decision = (await market.Pay(200, "ann", "crowd", 10))!;
        Assert.Contains("busy", decision.Rules.Select(r => r.Id));
    }

    [Fact]
    public void AColumnOfAnotherKey_IsNoNeighboursColumn()
    {
        using RiskMarket market = Market();
        string policy = Policy.Replace(
            "neighbours.shopper.payments.1h", "neighbours.card.payments.5m", StringComparison.Ordinal);
        DefinitionError error = Assert.Single(market.Read(r => r.Check(policy, "policy.yaml")).Errors);
        Assert.StartsWith("policy.yaml:6:", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("card", error.ToString(), StringComparison.Ordinal);
    }

    private static void Expect(List<string> expected, string rule, bool fires)
    {
        if (fires)
        {
            expected.Add(rule);
        }
    }

    private static RiskMarket Market()
    {
        RiskMarket market = new();
        market.DefinitionText = RiskMarket.Text.TrimEnd() + "\n" + Features;
        market.Reopen(snapshot: false);
        return market;
    }
}
