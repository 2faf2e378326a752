using Souk.Bench.Recommend;
using Souk.Simulation;

namespace Souk.Bench.Tests.Recommend;

public sealed class ShopperLoopTests
{
    private static readonly SimulationOptions _market = new() { Seed = 3, Shoppers = 100, Items = 60 };

    [Fact]
    public void The_same_loop_gives_the_same_figures_and_never_more_than_the_best_value()
    {
        LoopFigures first = Run("for_you", isDaily: false);
        LoopFigures again = Run("for_you", isDaily: false);

        Assert.Equal(first, again);
        Assert.Equal(8 * 2 * 40, first.Shown);
        Assert.True(first.TrueValue > 0);
        Assert.InRange(first.Regret, 0, 1);
    }

    [Fact]
    public void The_page_that_is_a_shoppers_own_counts_in_no_figure()
    {
        using ShopperLoop loop = new(
            _market, new ShopperLoopOptions { SessionsPerDay = 20, PagesPerSession = 3, LooksAround = true });
        Assert.Equal(8 * 3 * 20, loop.RunDay(null).Shown);

        LoopFigures figures = loop.RunDay("for_you");

        Assert.Equal(8 * 2 * 20, figures.Shown);
        Assert.Equal([8 * 20, 0, 8 * 20], loop.ByPage.Select(p => p.Shown));
    }

    [Fact]
    public void Held_back_events_do_not_reach_the_engine_before_the_day_ends()
    {
        using ShopperLoop loop = new(_market, new ShopperLoopOptions { SessionsPerDay = 40, IsDaily = true });
        loop.RunDay(null);
        long listed = loop.Engine.Engine.LastPosition.Value;

        loop.Engine.IsHeld = true;
        loop.Engine.End(Begin(loop));
        loop.Engine.Settle();

        Assert.Equal(listed, loop.Engine.Engine.LastPosition.Value);
        loop.Engine.IsHeld = false;
        loop.Engine.Settle();
        Assert.Equal(listed + 1, loop.Engine.Engine.LastPosition.Value);
    }

    [Fact]
    public void The_ladder_of_a_day_ends_with_the_best_of_all()
    {
        using ShopperLoop loop = new(_market, new ShopperLoopOptions { SessionsPerDay = 40 });
        loop.RunDay(null);
        loop.Ladder = default(LoopLadder);
        LoopFigures figures = loop.RunDay("for_you");
        LoopLadder ladder = loop.Ladder.Value;

        Assert.Equal(80, ladder.Pages);
        Assert.Equal(figures.TrueValue, ladder.Served, 6);
        Assert.Equal(figures.BestValue, ladder.Best, 6);
        Assert.True(ladder.InOrder <= ladder.BestRanked);
        Assert.True(ladder.LikeliestRanked <= ladder.BestRanked);
        Assert.True(ladder.BestRanked <= ladder.Best + 1e-6);
    }

    private static Log.LogTime Begin(ShopperLoop loop)
    {
        Log.LogTime time = Log.LogTime.FromDateTimeOffset(new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Core.Definition.EventType view = loop.Engine.Begin("view", time);
        loop.Engine.Set(view, "shopper", "s1");
        loop.Engine.Set(view, "item", "i1");
        return time;
    }

    private static LoopFigures Run(string surface, bool isDaily)
    {
        using ShopperLoop loop = new(_market, new ShopperLoopOptions { SessionsPerDay = 40, IsDaily = isDaily });
        loop.RunDay(null);
        return loop.RunDay(surface);
    }
}
