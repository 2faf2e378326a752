using Souk.Graph.Rings;
using Souk.Risk.Decisions;

namespace Souk.Risk.Tests.Decisions;

public sealed class KeptDecisionTests : IDisposable
{
    private const string RingPolicy = """
        name: rings
        checkpoints:
          payment:
            rules:
              - { id: ring, when: ring.id > 0 && ring.members >= 3 && ring.score > 4.0, outcome: review, reason: RING }
              - { id: none, when: ring.id == 0 && ring.score == 0.0, weight: 1 }
        """;

    private readonly RiskMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswer_StaysTheSame_OverOtherPoliciesListsAndRestarts(bool snapshot)
    {
        await _market.PutPolicy();
        Decision[] before =
        [
            (await _market.Pay(0, "ann", "c1", 150))!, (await _market.Pay(1, "bob", "c1", 10))!,
            (await _market.Pay(2, "eve", "c1", 10))!,
        ];
        await _market.ChangeList("""{"list":"blocked","add":["c1"]}""");
        await _market.PutPolicy(RiskMarket.Policy.Replace("weight: 30", "weight: 95", StringComparison.Ordinal));
        Decision after = (await _market.Pay(3, "ann", "c1", 150))!;
        _market.Reopen(snapshot);

        Assert.Equal(RiskOutcome.Decline, after.Outcome);
        foreach (Decision decision in before)
        {
            Assert.True(decision.IsSameAs(_market.Read(r => r.Find(decision.Position))!));
            Assert.Equal(1, decision.PolicyVersion);
        }

        Assert.True(before[0].IsSameAs(_market.Read(r => r.Find("e0"))!));
        Assert.True(after.IsSameAs(_market.Read(r => r.Find(after.Position))!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARing_IsASignalFromItsPlaceInTheLogOn(bool snapshot)
    {
        await _market.PutPolicy(RingPolicy);
        Decision before = (await _market.Pay(0, "ann", "c1", 10))!;
        Ring ring = new(
            0, RingKind.Lockstep, "review",
            [new RingMember("shopper", "ann"), new RingMember("shopper", "bob"), new RingMember("shopper", "eve")], [],
            5, "They act together.", before.Time, before.Time);
        await _market.Engine.DirectAsync(RingDirective.Name, RingDirective.Write(before.Time, [ring]));
        Decision member = (await _market.Pay(1, "bob", "c2", 10))!;
        Decision other = (await _market.Pay(2, "joe", "c3", 10))!;

        Assert.Equal(["none"], before.Rules.Select(r => r.Id));
        Assert.Equal((RiskOutcome.Review, "RING"), (member.Outcome, member.Reasons.Single()));
        Assert.Equal(["none"], other.Rules.Select(r => r.Id));
        _market.Reopen(snapshot);
        Decision[] all = [before, member, other];
        Assert.All(all, d => Assert.True(d.IsSameAs(_market.Read(r => r.Find(d.Position))!)));
        Assert.Equal(RiskOutcome.Review, (await _market.Pay(3, "eve", "c4", 10))!.Outcome);
    }
}
