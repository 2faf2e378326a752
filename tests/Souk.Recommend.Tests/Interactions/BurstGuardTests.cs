using System.Text;
using Souk.Core.Engine;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Tests.Interactions;

public sealed class BurstGuardTests : IDisposable
{
    private const int Day = 86_400;
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public void Usual_IsTheShareOfTheMarketplace_WithTolerance_AndNoAllowance()
    {
        NewcomerGains all = new() { FromNewcomers = 10, FromOthers = 100 };
        Assert.True(BurstGuard.IsUsual(new NewcomerGains { FromNewcomers = 4, FromOthers = 9 }, all));
        Assert.False(BurstGuard.IsUsual(new NewcomerGains { FromNewcomers = 5, FromOthers = 9 }, all));
        Assert.False(BurstGuard.IsUsual(new NewcomerGains { FromNewcomers = 1, FromOthers = 0 }, all));
        NewcomerGains young = new() { FromNewcomers = 1, FromOthers = 9 };
        Assert.True(BurstGuard.IsUsual(new NewcomerGains { FromNewcomers = 50 }, young));
    }

    [Fact]
    public async Task ABurstOfNewcomers_LinksNothing_AndTeachesNoModel()
    {
        await Settle();
        List<string> burst = [];
        for (int i = 0; i < 6; i++)
        {
            int second = (5 * Day) + (i * 60);
            burst.Add(_market.Buy(second, $"fake{i}", "a"));
            burst.Add(_market.Buy(second + 10, $"fake{i}", "b"));
        }

        await _market.Submit(burst);
        int pairs = PairsOf("a", "b");
        Assert.InRange(pairs, 0, 1);
        Assert.True(IsHeldBack("fake5"));

        // Those who have been there for long link as ever.
        await _market.Submit(_market.View((5 * Day) + 900, "s1", "a"), _market.View((5 * Day) + 910, "s1", "b"));
        Assert.Equal(pairs + 1, PairsOf("a", "b"));
        Assert.False(IsHeldBack("s1"));
    }

    [Fact]
    public async Task WhereNewcomersAreUsual_TheyLink()
    {
        await _market.Submit(Enumerable.Range(0, 400).SelectMany(i => new[]
        {
            _market.View(i * 600, $"s{i}", $"i{i % 10}"), _market.View((i * 600) + 5, $"s{i}", $"i{(i + 1) % 10}"),
        }));
        Assert.InRange(PairsOf("i0", "i1"), 35, 40);
    }

    // Twenty shoppers look at twenty objects for four days.
    private Task Settle() => _market.Submit(Enumerable.Range(0, 800).Select(
        i => _market.View(i * (4 * Day / 800), $"s{i % 20}", i % 37 == 0 ? "a" : i % 41 == 0 ? "b" : $"i{i % 19}")));

    private bool IsHeldBack(string shopper) => _market.Read((fold, p) =>
    {
        SpaceState space = p.SpaceOf(fold.Definition.FindSurface("feed")!);
        return space.IsHeldBack(space.FindSubject(Number(fold, "shopper", shopper)));
    });

    private int PairsOf(string one, string other) => _market.Read((fold, p) =>
    {
        SpaceState space = p.SpaceOf(fold.Definition.FindSurface("feed")!);
        int count = 0;
        foreach (ref readonly NeighbourSlot slot in space.TogetherWith(space.FindObject(Number(fold, "item", one))))
        {
            count += slot.Object == Number(fold, "item", other) ? slot.Count : 0;
        }

        return count;
    });

    private static uint Number(Fold fold, string kind, string id) =>
        fold.Entities.Find(fold.Definition.FindKind(kind)!.Index, Encoding.UTF8.GetBytes(id));
}
