using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;

namespace Souk.Recommend.Tests.Interactions;

public sealed class RingSuspicionTests : IDisposable
{
    private static readonly IProjectionFactory[] _projections =
    [
        new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
        new InteractionProjectionFactory(), new RankerProjectionFactory(),
    ];

    private readonly ShippedMarket _market = new(_projections);

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task What_members_of_a_planted_ring_do_counts_until_it_is_found_and_not_after()
    {
        Plant();
        await _market.Submit();
        RingRecord found = await Search();
        Assert.Equal(
            Enumerable.Range(0, 8).Select(i => $"fake{i}"), found.Ring.Members.Select(m => m.Id).Order());

        (int before, int held) = Pushed(_market.Engine);
        for (int i = 0; i < 8; i++)
        {
            _market.Order(20.5, $"fake{i}", "pushed0");
            _market.Order(20.5, $"honest{i}", "pushed0");
        }

        await _market.Submit();
        (int after, int heldAfter) = Pushed(_market.Engine);
        Assert.Equal((before + 8, held + 8), (after, heldAfter));

        // A replay meets the same rings at the same positions.
        using Fold fold = new(_market.Engine.Definition, _projections);
        _market.Engine.CreateReplayer().Replay(fold, null, null, TestContext.Current.CancellationToken);
        Assert.Equal((after, heldAfter), Pushed(fold));
    }

    [Theory]
    [InlineData(RingKind.DenseBlock, 30, true)]
    [InlineData(RingKind.DenseBlock, 29.9, false)]
    [InlineData(RingKind.Lockstep, 5, true)]
    [InlineData(RingKind.Lockstep, 4.9, false)]
    [InlineData(RingKind.GrowingComponent, 500, false)]
    public async Task Only_strong_evidence_counts_and_not_for_ever(RingKind kind, double score, bool isSuspect)
    {
        _market.Listed(0, "pushed0", "c");
        for (int i = 0; i < 12; i++)
        {
            _market.Order(1, $"old{i}", "pushed0");
        }

        await _market.Submit();
        LogTime now = Now();
        RingMember[] members = [new RingMember("shopper", "old0"), new RingMember("shopper", "old1")];
        Ring ring = new(0, kind, "review", members, [], score, "made up", now, now);
        await _market.Engine.DirectAsync(RingDirective.Name, RingDirective.Write(now, [ring]));
        _market.Order(50, "old0", "pushed0");
        _market.Order(50, "old5", "pushed0");
        await _market.Submit();
        Assert.Equal(isSuspect ? 1 : 0, Pushed(_market.Engine).Held);

        // The ring was found last on day 1 and counts for 90 days.
        _market.Order(92, "old0", "pushed0");
        await _market.Submit();
        Assert.Equal(isSuspect ? 1 : 0, Pushed(_market.Engine).Held);
    }

    // Eight accounts review and buy the same eight items within minutes; 200 honest ones do as they like.
    private void Plant()
    {
        Random random = new(3);
        for (int i = 0; i < 60; i++)
        {
            _market.Listed(0, $"i{i}", $"c{i % 5}");
        }

        for (int i = 0; i < 8; i++)
        {
            _market.Listed(0, $"pushed{i}", "c0");
        }

        for (int i = 0; i < 200; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                string item = $"i{random.Next(60)}";
                double day = 1 + (18 * random.NextDouble());
                _market.Order(day, $"honest{i}", item);
                _market.Review(day + 0.5, $"honest{i}", item, 4);
            }
        }

        for (int i = 0; i < 8; i++)
        {
            _market.View(1, $"fake{i}", "i0");
            for (int j = 0; j < 8; j++)
            {
                _market.Order(15 + (j * 0.1) + (i * 0.001), $"fake{i}", $"pushed{j}");
                _market.Review(18 + (j * 0.1) + (i * 0.001), $"fake{i}", $"pushed{j}", 5);
            }
        }
    }

    private async Task<RingRecord> Search()
    {
        LogTime now = Now();
        IReadOnlyList<Ring> rings = new RingDetector(_market.Engine.Log, _market.Engine.Definitions).Detect(
            _market.Engine.Definition, null, TestContext.Current.CancellationToken);
        await _market.Engine.DirectAsync(RingDirective.Name, RingDirective.Write(now, rings));
        using FoldScope scope = _market.Engine.Read();
        return scope.Fold.Projection<RingProjection>().Rings.First(
            r => r.Ring is { Kind: RingKind.Lockstep, Source: "review" });
    }

    private LogTime Now()
    {
        using FoldScope scope = _market.Engine.Read();
        return scope.Fold.Time;
    }

    private static (int Reached, int Held) Pushed(SoukEngine engine)
    {
        using FoldScope scope = engine.Read();
        return Pushed(scope.Fold);
    }

    private static (int Reached, int Held) Pushed(Fold fold)
    {
        SurfaceDefinition surface = fold.Definition.FindSurface("for_you")!;
        SpaceState space = fold.Projection<InteractionProjection>().SpaceOf(surface);
        uint number = fold.Entities.Find(surface.Of.Index, "pushed0"u8);
        ref readonly ObjectBlock block = ref space.ReadObject(space.FindObject(number));
        return (block.Reached, block.Held);
    }
}
