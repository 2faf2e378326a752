using Souk.Bench.Recommend;
using Souk.Simulation;

namespace Souk.Bench.Tests.Recommend;

public sealed class CreatorLoopTests
{
    [Fact]
    public void The_same_loop_gives_the_same_figures()
    {
        LoopFigures first = Run();
        LoopFigures again = Run();

        Assert.Equal(first.Shown, again.Shown);
        Assert.Equal(first.TrueValue, again.TrueValue);
        Assert.Equal(first.Bought, again.Bought);
        Assert.InRange(first.Shown, 1, 3 * 5 * 2);
        Assert.True(first.PerImpression > 0);
    }

    private static LoopFigures Run()
    {
        using CreatorLoop loop = new(new SimulationOptions { Seed = 3, Shoppers = 200, Items = 60 });
        loop.RunDays(null, 3);
        return loop.RunDays("creator_picks", 2);
    }
}
