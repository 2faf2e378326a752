using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Risk.Decisions;

namespace Souk.Risk.Tests;

public sealed class ScorecardTests
{
    private const string Card = """
        name: cards
        checkpoints:
          payment:
            thresholds: { review: 30 }
            scorecards:
              - id: trust
                base: 1
                characteristics:
                  - { id: amount, of: event.amount, bands: [{ below: 10, points: 2 }, { below: 50.5, points: 0 }, { points: 8 }] }
                  - { id: busy, of: card.payments.5m, bands: [{ below: 2, points: 16 }, { below: 3, points: 32 }] }
                  - { id: land, of: event.country, missing: 64, reason: LAND, bands: [{ is: [XX, YY], points: 128 }, { points: -256 }] }
            rules:
              - { id: own, when: event.amount > 40.0, weight: 512 }
        """;

    [Fact]
    public async Task Points_AreThoseOfTheBands_OfEveryEvent()
    {
        using RiskMarket market = new();
        await market.PutPolicy(Card);
        SeededRandom random = new(5);
        Dictionary<string, int> payments = [];
        string?[] lands = [null, "XX", "YY", "DE"];
        for (int i = 0; i < 100; i++)
        {
            string card = $"c{random.Next(40)}";
            double amount = Math.Round(random.NextDouble() * 80, 2);
            string? land = lands[random.Next(lands.Length)];
            int count = payments[card] = payments.GetValueOrDefault(card) + 1;
            Decision decision = (await market.Pay(
                1 + (i / 10), "ann", card, amount, land is null ? string.Empty : $",\"country\":\"{land}\""))!;
            double expected = 1 + (amount < 10 ? 2 : amount < 50.5 ? 0 : 8) + (count < 2 ? 16 : count < 3 ? 32 : 0)
                + (land is null ? 64 : land == "DE" ? -256 : 128) + (amount > 40 ? 512 : 0);
            Assert.Equal(expected, decision.Score);
            Assert.Equal(expected >= 30 ? RiskOutcome.Review : RiskOutcome.Approve, decision.Outcome);
            Assert.Equal(land is not null, decision.Rules.Any(r => r.Reason == "LAND" && r.Id != "trust.land.missing"));
        }
    }

    [Fact]
    public async Task AScorecardInShadow_IsRecordedApart_AndAShareTakesAllItsPointsOrNone()
    {
        using RiskMarket market = new();
        await market.PutPolicy(Card.Replace(
            "- id: trust", "- id: trust\n        status: shadow\n        share: 0.5", StringComparison.Ordinal));
        int looked = 0;
        for (int i = 0; i < 60; i++)
        {
            Decision decision = (await market.Pay(i * 400, "ann", $"c{i}", 5))!;
            Assert.Equal(0, decision.Score);
            string[] ids = [.. decision.Rules.Select(r => r.Id)];
            Assert.True(
                ids is [] or ["trust.base", "trust.amount.1", "trust.busy.1", "trust.land.missing"],
                string.Join(' ', ids));
            looked += ids.Length == 0 ? 0 : 1;
        }

        Assert.InRange(looked, 15, 45);
    }

    [Theory]
    [InlineData("{ below: 10, points: 2 }", "{ below: 60, points: 2 }", "they must ascend")]
    [InlineData("{ below: 10, points: 2 }", "{ points: 2 }", "it must be the last")]
    [InlineData("{ below: 10, points: 2 }", "{ below: 10 }", "needs 'points:'")]
    [InlineData("{ below: 10, points: 2 }", "{ is: [a], points: 2 }", "'is:' is for texts")]
    [InlineData("{ is: [XX, YY], points: 128 }", "{ below: 3, points: 128 }", "'below:' is for numbers")]
    [InlineData("of: event.amount", "of: event.amout", "amout")]
    [InlineData("of: event.amount", "on: event.amount", "has no 'on'")]
    [InlineData("of: event.country", "of: event.country + \"x\"", "wants an 'of:' that is one name")]
    [InlineData("id: trust", "it: trust", "needs 'id:'")]
    [InlineData("id: own", "id: trust.base", "twice")]
    [InlineData("base: 1", "base: 1e9", "must be a number from")]
    public void WhatIsWrong_IsSaidAtItsPlace(string right, string wrong, string message)
    {
        using RiskMarket market = new();
        IReadOnlyList<DefinitionError> errors = market.Read(
            r => r.Check(Card.Replace(right, wrong, StringComparison.Ordinal), "policy.yaml")).Errors;
        Assert.Contains(errors, e => e.ToString().Contains(message, StringComparison.Ordinal));
        Assert.All(errors, e => Assert.StartsWith("policy.yaml:", e.ToString(), StringComparison.Ordinal));
    }
}
