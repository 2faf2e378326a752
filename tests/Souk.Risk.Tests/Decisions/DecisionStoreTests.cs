using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Log;
using Souk.Risk.Decisions;

namespace Souk.Risk.Tests.Decisions;

public sealed class DecisionStoreTests
{
    [Fact]
    public async Task TheNewestAreKept_AndOlderOnesAreSaidToBeOlder()
    {
        const uint Capacity = 8;
        using RiskMarket market = new();
        for (int i = 0; i < 20; i++)
        {
            await market.Pay(i, $"s{i}", "c1", 10);
        }

        using Arena arena = new("decisions");
        DecisionStore store = new(arena, Capacity);
        List<LogPosition> positions = [];
        using Fold fold = new(RiskMarket.Definition, [new FeatureEngineFactory()]);
        fold.Applied = e =>
        {
            Assert.Equal(LogPosition.Zero, positions.Count <= Capacity ? store.OldestPosition : LogPosition.Zero);
            store.Add(e, 1, null, RiskOutcome.Review);
            positions.Add(e.Position);
            foreach (LogPosition position in positions.SkipLast((int)Capacity))
            {
                Assert.False(store.TryFind(position, out _));
                Assert.True(position < store.OldestPosition);
            }

            foreach (LogPosition position in positions.TakeLast((int)Capacity))
            {
                Assert.True(store.TryFind(position, out DecisionBlock block));
                Assert.Equal(position.Value, block.Position);
                Assert.True(position >= store.OldestPosition);
            }
        };
        market.Engine.CreateReplayer().Replay(fold, (LogPosition?)null, null, CancellationToken.None);
        Assert.Equal(20, positions.Count);
        Assert.Equal(positions[^(int)Capacity], store.OldestPosition);
    }

    [Fact]
    public async Task ADecisionByManyRules_MakesNoGarbage()
    {
        const int Warm = 200;
        const int Measured = 100;
        using RiskMarket market = new();
        await market.PutPolicy(ManyRules());
        await market.Pay(1, "ann", "c1", 150);
        await market.Pay(2, "ann", "c1", 150);
        using Fold fold = new(
            RiskMarket.Definition,
            [new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory()]);
        RiskEngine risk = fold.Projection<RiskEngine>();
        long least = long.MaxValue;
        fold.Applied = e =>
        {
            Repeat(e, Warm);
            for (int round = 0; round < 3; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Repeat(e, Measured);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
        };
        market.Engine.CreateReplayer().Replay(fold, (LogPosition?)null, null, CancellationToken.None);
        Assert.True(risk.DecisionCount > Measured);
        Assert.Equal(0, least);

        void Repeat(EventView e, int times)
        {
            for (int i = 0; i < times; i++)
            {
                risk.Apply(e);
            }
        }
    }

    private static string ManyRules() =>
        "name: many\ncheckpoints:\n  payment:\n    amount: event.amount\n    rules:\n" + string.Concat(
            Enumerable.Range(0, 200).Select(i =>
                $"      - {{ id: r{i}, when: 'event.amount > {i}.0 && card.payments.1h >= {1 + (i % 3)}', weight: 1 }}\n"));
}
