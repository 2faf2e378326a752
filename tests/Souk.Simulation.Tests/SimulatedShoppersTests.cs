using Souk.Learning.Numerics;

namespace Souk.Simulation.Tests;

public sealed class SimulatedShoppersTests
{
    private static readonly SimulatedShoppers _shoppers = new(
        new SimulationOptions { Seed = 5, Shoppers = 300, Items = 200 });

    [Fact]
    public void Reactions_follow_the_true_value()
    {
        // Over many moments, what is bought comes to what showing the items is said to be worth.
        double expected = 0;
        double bought = 0;
        for (int moment = 0; moment < 200_000; moment++)
        {
            int shopper = 1 + (moment % 300);
            int item = 1 + (moment * 7 % 200);
            double price = _shoppers.PriceOn(item, 3).ToDouble();
            expected += _shoppers.ValueOf(shopper, item, 3) / price;
            bought += _shoppers.React(shopper, item, 1, 3, moment) == ShopperReaction.Buys ? 1 : 0;
        }

        Assert.InRange(bought, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
    }

    [Fact]
    public void A_reaction_depends_on_the_moment_and_nothing_else()
    {
        Assert.Equal(_shoppers.React(4, 9, 2, 1, 77), _shoppers.React(4, 9, 2, 1, 77));
        Assert.Contains(
            Enumerable.Range(0, 500), m => _shoppers.React(4, 9, 1, 1, m) != _shoppers.React(4, 9, 1, 1, m + 500));
    }

    [Fact]
    public void Lower_places_are_looked_at_less()
    {
        int first = Enumerable.Range(0, 20_000).Count(m => _shoppers.React(4, 9, 1, 1, m) != ShopperReaction.Passes);
        int last = Enumerable.Range(0, 20_000).Count(m => _shoppers.React(4, 9, 16, 1, m) != ShopperReaction.Passes);

        Assert.True(last < first, $"{last} at the last place, {first} at the first");
    }

    [Fact]
    public void Pages_hold_items_that_are_on_sale()
    {
        SeededRandom random = new(1);
        for (int i = 0; i < 1_000; i++)
        {
            Assert.InRange(_shoppers.Browse(ref random, 1 + (i % 300), 2), 1, _shoppers.Items);
        }
    }
}
