using Souk.Risk.Patterns;
using Souk.Risk.Policies;

namespace Souk.Risk.Tests.Patterns;

public sealed class PolicyEditorTests
{
    private const string When = "event.amount >= 3.5 && card.payments.5m < 2";

    [Fact]
    public void ARule_IsAddedBelowTheCheckpointsLast_AndAllElseStays()
    {
        using RiskMarket market = new();
        string text = PolicyEditor.AddShadowRule(RiskMarket.Policy, "payment", "found_1", When);
        Assert.Equal(
            RiskMarket.Policy.Split('\n'),
            text.Split('\n').Where(l => !l.Contains("found_1", StringComparison.Ordinal)));
        RiskRule added = market.Read(r => r.Check(text, "p")).OrThrow().FindCheckpoint("payment")!.Rules[^1];
        Assert.Equal(("found_1", When, RuleStatus.Shadow), (added.Id, added.When, added.Status));
    }

    [Fact]
    public void ACheckpointThatIsNotThere_IsAdded()
    {
        using RiskMarket market = new();
        string text = PolicyEditor.AddShadowRule(RiskMarket.Policy, "chargeback", "found_2", "event.amount > 1.0");
        RiskPolicy policy = market.Read(r => r.Check(text, "p")).OrThrow();
        Assert.Equal("found_2", Assert.Single(policy.FindCheckpoint("chargeback")!.Rules).Id);
        Assert.Equal(7, policy.FindCheckpoint("payment")!.Rules.Count);
    }

    [Fact]
    public void TheShippedPolicy_TakesARuleAtEveryCheckpoint()
    {
        string text = RiskPolicy.ShippedText;
        foreach (string checkpoint in new[] { "payment", "review", "promote" })
        {
            text = PolicyEditor.AddShadowRule(text, checkpoint, "found_" + checkpoint, "true");
        }

        string[] lines = text.Split('\n');
        int payment = Array.FindIndex(lines, l => l.Contains("found_payment", StringComparison.Ordinal));
        Assert.Contains("id: bad_component", lines[payment - 1], StringComparison.Ordinal);
        Assert.Equal("  sign_up:", lines[payment + 1]);
    }

    [Fact]
    public void AQuote_IsEscaped()
    {
        using RiskMarket market = new();
        string text = PolicyEditor.AddShadowRule(RiskMarket.Policy, "payment", "q", "event.country == \"it's\"");
        Assert.Equal(
            "event.country == \"it's\"",
            market.Read(r => r.Check(text, "p")).OrThrow().FindCheckpoint("payment")!.Rules[^1].When);
    }

    [Theory]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'true', weight: 1 } ] } }")]
    [InlineData("name: x\ncheckpoints:\n  payment: { rules: [ { id: a, when: 'true', weight: 1 } ] }")]
    [InlineData("{\"name\": \"x\"}")]
    [InlineData("rubbish")]
    public void ATextInAnotherForm_IsLeftAloneAndSaysWhatToAdd(string text)
    {
        string message = Assert.Throws<InvalidOperationException>(
            () => PolicyEditor.AddShadowRule(text, "payment", "found_3", When)).Message;
        Assert.Contains("found_3", message, StringComparison.Ordinal);
    }
}
