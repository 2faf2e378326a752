using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Risk.Lists;
using Souk.Risk.Policies;

namespace Souk.Risk.Tests;

public sealed class PolicyReaderTests
{
    [Theory]
    [InlineData("name: x", "needs 'checkpoints:'")]
    [InlineData(
        "name: x\ncheckpoints: { paymnt: {} }", "2:16: there is no event type 'paymnt'; did you mean 'payment'?")]
    [InlineData("name: x\nrules: []", "a policy has no 'rules'")]
    [InlineData("[1, 2]", "expected a mapping")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, weight: 1 } ] } }", "needs 'when:'")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'true' } ] } }", "it would do nothing")]
    [InlineData(
        "name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'event.amout > 1.0', weight: 1 } ] } }", "amout")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: event.amount > true, weight: 1 } ] } }",
        "policy.yaml:2:6")]
    [InlineData(
        "name: x\ncheckpoints: { payment: { rules: [ { id: a, when: event.amount, weight: 1 } ] } }", "must give bool")]
    [InlineData(
        "name: x\ncheckpoints: { payment: { rules: [ { id: a, when: card.payments.7d > 1, weight: 1 } ] } }", "d7")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'in_list(\"b\", event.card)', weight: " +
        "1 } ] } }", "there are no lists")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'true', weight: 1e9 } ] } }",
        "must be a number from")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'true', outcome: deny } ] } }",
        "must be one of approve, challenge, review, decline")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'true', weight: 1, share: 0 } ] } }",
        "above 0 and at most 1")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: [ { id: a, when: 'true', weight: 1 }, { id: a, when: " +
        "'true', weight: 1 } ] } }", "twice")]
    [InlineData(
        "name: x\ncheckpoints: { payment: { thresholds: { review: 50, decline: 20 } } }", "below that of review")]
    [InlineData("name: x\ncheckpoints: { payment: {} }\noutcomes: { chargeback: { of: payment, by: card, matures: " +
        "1d } }", "is not an entity that both")]
    [InlineData("name: x\ncheckpoints: { payment: {} }\noutcomes: { chargeback: { of: payment, by: payment } }",
        "needs 'matures:'")]
    [InlineData("name: x\ncheckpoints: { payment: {} }\noutcomes: { chargeback: { of: refund, by: payment, " +
        "matures: 1d } }", "a checkpoint of this policy")]
    [InlineData("name: x\ncheckpoints: { payment: { rules: 5 } }", "must be a list")]
    [InlineData("name: x\ncheckpoints: [payment]", "must be a mapping")]
    public void ABadPolicy_IsRefusedPrecisely(string text, string error)
    {
        PolicyResult result = Check(text);
        Assert.False(result.IsValid);
        Assert.Contains(result.Errors, e => e.ToString().Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void ARuleThatCostsTooMuch_IsRefused()
    {
        string list = string.Join(',', Enumerable.Range(0, 60));
        string text = "name: x\ncheckpoints: { payment: { rules: [ { id: a, weight: 1, when: '"
            + $"[{list}].all(a, [{list}].all(b, [{list}].all(c, a + b + c < 200)))' }} ] }} }}";
        Assert.Contains(Check(text).Errors, e => e.Message.Contains("comparisons", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rubbish", "not JSON")]
    [InlineData("[]", "a change is an object")]
    [InlineData("{}", "1 to 100000 entries")]
    [InlineData("""{"add":["x"]}""", "'list' must be")]
    [InlineData("""{"list":"l","add":[""]}""", "add[0]: an entry's value must have 1 to 256 bytes")]
    [InlineData("""{"list":"l","add":["10.0.0.0/33"]}""", "0 to 32")]
    [InlineData("""{"list":"l","add":["10.0.0.1/8"]}""", "the range is 10.0.0.0/8")]
    [InlineData("""{"list":"l","add":["a*b"]}""", "is no pattern")]
    [InlineData("""{"list":"l","add":[{"value":"x","until":"soon"}]}""", "add[0].until must be a time")]
    [InlineData("""{"list":"l","add":[{"value":"x","score":"high"}]}""", "add[0].score must be")]
    [InlineData("""{"list":"l","remove":[1]}""", "remove[0]: must be a text")]
    [InlineData("""{"list":"l","ad":["x"]}""", "'ad' is not known")]
    public void ABadListChange_IsRefusedPrecisely(string json, string problem)
    {
        Assert.Null(ListChange.Read(System.Text.Encoding.UTF8.GetBytes(json), out string error));
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheShippedPolicy_FitsTheShippedDefinition()
    {
        MarketplaceDefinition definition = DefinitionLoader.Parse(DefinitionLoader.ShippedText, "shipped").OrThrow();
        using Fold fold = new(definition, RiskMarket.Projections);
        PolicyResult result = fold.Projection<RiskEngine>().Check(RiskPolicy.ShippedText, "marketplace.yaml");
        Assert.Empty(result.Errors);
        Assert.True(result.Policy!.Checkpoints.Sum(c => c.Rules.Count) >= 40);
    }

    private static PolicyResult Check(string text)
    {
        using Fold fold = new(RiskMarket.Definition, RiskMarket.Projections);
        return fold.Projection<RiskEngine>().Check(text, "policy.yaml");
    }
}
