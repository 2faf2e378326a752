using Souk.Bench.Recommend;
using Souk.Learning.Data;

namespace Souk.Bench.Tests.Recommend;

public sealed class SessionReplayTests
{
    [Fact]
    public void The_next_item_of_a_session_comes_from_sessions_like_it()
    {
        using SessionReplay replay = new(SessionsBenchmark.Sources);
        ItemSequences past = ItemSequences.FromLists(7, [[1, 2, 3], [4, 5, 6], [1, 2, 3], [4, 5, 6], [1, 2, 3]]);
        replay.Learn(past, past.Count);

        int[] ranks = replay.Ranks([([1, 2], 3), ([4], 6), ([1, 2], 2), ([1], 6)]);

        Assert.InRange(ranks[0], 1, 3);
        Assert.InRange(ranks[1], 1, 3);
        Assert.InRange(ranks[2], 1, 3);
        Assert.Equal(0, ranks[3]);
    }

    [Fact]
    public void Test_sessions_are_not_learnt_from()
    {
        using SessionReplay replay = new("session_neighbours");
        ItemSequences past = ItemSequences.FromLists(4, [[1, 2]]);
        replay.Learn(past, past.Count);

        // Without the mark, the first of these would tell the second that 3 goes with 1.
        int[] ranks = replay.Ranks([([1, 3], 2), ([1], 3)]);

        Assert.Equal([1, 0], ranks);
    }

    [Fact]
    public void Hit_rate_and_reciprocal_rank_follow_from_the_places()
    {
        int[] ranks = [1, 0, 4, 0];

        Assert.Equal(0.5, SessionsBenchmark.HitRate(ranks));
        Assert.Equal(1.25 / 4, SessionsBenchmark.ReciprocalRank(ranks));
    }
}
