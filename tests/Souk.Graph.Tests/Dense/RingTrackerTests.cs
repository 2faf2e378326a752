using Souk.Graph.Dense;

namespace Souk.Graph.Tests.Dense;

public sealed class RingTrackerTests
{
    [Fact]
    public void A_ring_keeps_its_number_while_members_come_and_go()
    {
        RingTracker tracker = new();
        Assert.Equal([1, 2], tracker.Track([["a", "b", "c", "d"], ["x", "y", "z"]]));
        Assert.Equal([2, 1], tracker.Track([["x", "y", "z", "w"], ["b", "c", "d", "e"]]));
        Assert.Equal([1], tracker.Track([["c", "d", "e"]]));
        Assert.Equal([3, 2], tracker.Track([["p", "q"], ["x", "y", "z"]]));
    }

    [Fact]
    public void A_ring_that_splits_goes_on_in_the_part_with_the_larger_overlap()
    {
        RingTracker tracker = new();
        tracker.Track([["a", "b", "c", "d"]]);
        Assert.Equal([2, 1], tracker.Track([["a", "x"], ["b", "c", "d"]]));
    }
}
