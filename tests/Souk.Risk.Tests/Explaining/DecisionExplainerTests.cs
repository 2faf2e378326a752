using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Explaining;
using Souk.Risk.Models;
using Souk.Risk.Tests.Models;

namespace Souk.Risk.Tests.Explaining;

public sealed class DecisionExplainerTests
{
    [Fact]
    public async Task ADecision_IsDerivedAgainFromTheLog_Identically_WithWhatItCameFrom()
    {
        using RiskMarket market = new();
        await market.PutPolicy(RiskMarket.Policy.Replace(
            "links.neighbours >= 1.0", "links.neighbours >= 1.0 && event.amount > 20.0", StringComparison.Ordinal));
        await market.Pay(1, "ann", "c1", 10);
        await market.Pay(2, "ann", "c1", 20);
        Decision decision = (await market.Pay(3, "bob", "c1", 150, ",\"country\":\"XX\""))!;
        await market.PutPolicy(RiskMarket.Policy.Replace("weight: 30", "weight: 1", StringComparison.Ordinal), "bob");
        await market.Pay(4, "bob", "c1", 500);
        DecisionExplanation explanation = new DecisionExplainer(market.Engine).Explain(decision.Position);
        Assert.True(explanation.IsIdentical);
        Assert.Null(explanation.Caveat);
        Assert.Equal("e2", explanation.EventId);
        Assert.True(explanation.Decision.IsSameAs(decision));
        Assert.Equal("3", explanation.Values.Single(v => v.Name == "card.payments.5m").Value);
        Assert.Equal("150", explanation.Values.Single(v => v.Name == "event.amount").Value?.Split('.')[0]);
        Assert.Null(explanation.Values.Single(v => v.Name == "event.ip").Value);
        Assert.Equal(["large", "fast", "abroad", "shared"], explanation.Rules.Where(r => r.Fired).Select(r => r.Id));
        ExplainedRule ip = explanation.Rules.Single(r => r.Id == "listed_ip");
        Assert.Equal([false, null], ip.Parts.Select(p => p.Held));
        Assert.False(explanation.Rules.Single(r => r.Id == "broken").Looked);
        Assert.All(explanation.Rules.Single(r => r.Id == "shared").Parts, p => Assert.True(p.Held));
    }

    [Fact]
    public async Task AModelsReasons_AreDerivedAgainToo()
    {
        using RiskMarket market = new();
        await market.PutPolicy(ModelHistory.Policy);
        await ModelHistory.Live(market, 0, 40);
        RiskModel model = ModelHistory.Train(market, ModelHistory.Options());
        await ModelHistory.HandIn(market, model);
        await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        Decision decision = (await market.Pay(50 * ModelHistory.Day, "zoe", "cX99", 70, ",\"country\":\"X\""))!;
        await ModelHistory.HandIn(market, model);
        await ModelHistory.Use(market, 2, ModelVersionUse.Champion);
        DecisionExplanation explanation = new DecisionExplainer(market.Engine).Explain(decision.Position);
        Assert.True(explanation.IsIdentical, string.Join('\n', explanation.Differences));
        ExplainedModel explained = Assert.Single(explanation.Models);
        Assert.Equal(1, explained.Score.Version);
        Assert.Equal(decision.Models[0], explained.Score);
        Assert.Equal(decision.ModelReasons(0, DecisionExplainer.MostReasons), explained.Reasons);
        Assert.Equal("card.country == \"X\"", explained.Reasons[0].Column);
        Assert.Contains(explanation.Values, v => v.Name == "card.country" && v.Value == "X");
    }

    [Fact]
    public async Task ADecisionAfterASnapshot_IsDerivedFromIt_AndOneBeforeItFromTheLogsStart()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        Decision before = (await market.Pay(1, "ann", "c1", 150))!;
        await market.Pay(2, "bob", "c1", 20);
        await market.Engine.SnapshotAsync();
        Decision after = (await market.Pay(3, "cat", "c1", 150))!;
        DecisionExplainer explainer = new(market.Engine);
        Steps steps = new();
        DecisionExplanation explained = explainer.Explain(
            after.Position, steps, TestContext.Current.CancellationToken);
        Assert.True(explained.IsIdentical, string.Join('\n', explained.Differences));
        Assert.Equal("3", explained.Values.Single(v => v.Name == "card.payments.5m").Value);
        Assert.Equal(after.Position, steps.Last);
        using (SavedState saved = market.Engine.OpenSaved(new LogPosition(after.Position.Value - 1))!)
        {
            Assert.Equal(market.Engine.SnapshotPosition, saved.Fold.Position);
        }

        Assert.Null(market.Engine.OpenSaved(new LogPosition(before.Position.Value - 1)));
        Assert.True(
            explainer.Explain(before.Position, cancellation: TestContext.Current.CancellationToken).IsIdentical);
    }

    [Fact]
    public async Task WhatIsNoDecision_IsRefused()
    {
        using RiskMarket market = new();
        await market.Pay(1, "ann", "c1", 10);
        await market.PutPolicy();
        DecisionExplainer explainer = new(market.Engine);
        Exception none = Assert.Throws<ArgumentException>(() => explainer.Explain(market.Engine.LastPosition));
        Assert.Contains("no decision", none.Message, StringComparison.Ordinal);
        Exception beyond = Assert.Throws<ArgumentException>(() => explainer.Explain(new LogPosition(99)));
        Assert.Contains("not in the log", beyond.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DifferencesAreToldInWords()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        Decision decision = (await market.Pay(1, "ann", "c1", 150))!;
        Decision other = decision with { Outcome = RiskOutcome.Decline, Score = 1, Rules = [] };
        IReadOnlyList<string> differences = DecisionDifferences.Of(decision, other);
        Assert.Equal(3, differences.Count);
        Assert.Contains("outcome: was Challenge, is Decline when derived again", differences);
        Assert.Empty(DecisionDifferences.Of(decision, decision with { }));
    }

    [Theory]
    [InlineData("a && b", "a", "b")]
    [InlineData("a", "a")]
    [InlineData("(a && b) && c", "(a && b)", "c")]
    [InlineData("a && b || c", "a && b || c")]
    [InlineData("a ? b && c : d", "a ? b && c : d")]
    [InlineData("x == \"a && b\" && y == 'it\\'s && so'", "x == \"a && b\"", "y == 'it\\'s && so'")]
    [InlineData("[1, 2].all(v, v > 0 && v < 3) && c", "[1, 2].all(v, v > 0 && v < 3)", "c")]
    public void AConditionFallsIntoItsOuterParts(string condition, params string[] parts) =>
        Assert.Equal(parts, ConditionParts.Of(condition));

    private sealed class Steps : IProgress<LogPosition>
    {
        internal LogPosition Last { get; private set; }

        public void Report(LogPosition value) => Last = value;
    }
}
