using Souk.Bench.Recommend;
using Souk.Simulation;

namespace Souk.Bench.Tests.Recommend;

public sealed class BrushedMarketTests
{
    private static readonly SimulationOptions _market = new() { Seed = 11, Shoppers = 150, Items = 120 };

    [Fact]
    public void Fake_orders_of_newcomers_gain_less_than_a_tenth_of_what_they_gain_unguarded()
    {
        double open = RiseOf(guardsBursts: false);
        double guarded = RiseOf(guardsBursts: true);

        Assert.True(open > 0.02, $"unguarded, the share of the targets rose by {open}");
        Assert.True(guarded < open / 10, $"guarded, it rose by {guarded}; unguarded by {open}");
    }

    private static double RiseOf(bool guardsBursts)
    {
        using BrushedMarket market = new(_market, orders: 2_500, days: 20, targets: 5, guardsBursts);
        double before = market.Share("trending", 100);
        market.Attack(ordersPerAccount: 2);
        return market.Share("trending", 100) - before;
    }
}
