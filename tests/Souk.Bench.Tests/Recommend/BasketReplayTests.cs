using Souk.Bench.Data;
using Souk.Bench.Recommend;

namespace Souk.Bench.Tests.Recommend;

public sealed class BasketReplayTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_basket_is_foreseen_before_it_is_known()
    {
        using BasketReplay replay = new(("surface", BasketsBenchmark.Sources), ("item_neighbours", "neighbours"));
        BasketData.Basket[] baskets =
        [
            Basket("a", 0, "x", "y"), Basket("b", 1, "x", "y"), Basket("c", 2, "x", "y"), Basket("d", 3, "x"),
            Basket("d", 10, "x", "y", "z"), Basket("e", 11, "x"),
        ];

        List<BasketCase> cases = replay.Run(baskets, from: 4, every: 1);

        BasketCase only = Assert.Single(cases);
        Assert.Equal(["y", "z"], only.New);
        Assert.Equal(["x"], only.Repeated);
        Assert.Equal(2.0 / 3, only.RecallOfAll("surface"), 12);
        Assert.Equal(0.5, only.RecallOfNew("surface"));
        Assert.Equal(1, only.RecallOfRepeated("surface"));
        Assert.Equal(0.5, only.RecallOfNew("popular"));
        Assert.Equal(0, only.RecallOfNew("last basket"));
        Assert.Equal(1, only.RecallOfRepeated("own most bought"));
    }

    [Fact]
    public void Without_repeated_items_there_is_no_figure_for_them()
    {
        using BasketReplay replay = new(("surface", "repeat"));

        List<BasketCase> cases = replay.Run([Basket("a", 0, "x"), Basket("a", 1, "y")], from: 1, every: 1);

        Assert.True(double.IsNaN(cases[0].RecallOfRepeated("surface")));
        Assert.Equal(0, cases[0].RecallOfAll("surface"));
    }

    private static BasketData.Basket Basket(string shopper, int day, params string[] items) =>
        new(shopper, _start.AddDays(day), [.. items.Select(i => (i, 5m))]);
}
