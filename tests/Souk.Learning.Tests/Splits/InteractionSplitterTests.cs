using Souk.Learning.Data;
using Souk.Learning.Splits;

namespace Souk.Learning.Tests.Splits;

public sealed class InteractionSplitterTests
{
    private static SparseMatrix Sample()
    {
        int[] rows = [0, 0, 0, 0, 0, 1, 2, 2];
        int[] columns = [0, 1, 2, 3, 4, 2, 0, 4];
        return SparseMatrix.FromEntries(4, 5, rows, columns, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    /// <summary>User u has every item whose number times a factor of the user falls into a share: 0 to some
    /// thirty.</summary>
    private static SparseMatrix MadeInteractions(int users, int items)
    {
        var pairs = (from u in Enumerable.Range(0, users)
                     from i in Enumerable.Range(0, items)
                     where ((i * ((2 * u) + 3)) + u) % items < u % 31
                     select (u, i)).ToArray();
        float[] values = [.. pairs.Select((_, n) => n + 1f)];
        return SparseMatrix.FromEntries(
            users, items, [.. pairs.Select(p => p.u)], [.. pairs.Select(p => p.i)], values);
    }

    [Fact]
    public void Random_hold_out_keeps_every_entry_once_and_one_of_each_user()
    {
        SparseMatrix all = Sample();
        InteractionSplit split = InteractionSplitter.HoldOutRandom(all, 0.4, seed: 5);
        Assert.Equal(all.Count, split.Train.Count + split.Held.Count);
        Assert.Equal(2, split.Held.RowColumns(0).Length);
        Assert.Equal(1, split.Train.RowColumns(1).Length);
        Assert.Equal(1, split.Held.RowColumns(2).Length);
        Assert.Equal(all.Values.Sum(), split.Train.Values.Sum() + split.Held.Values.Sum());
        Assert.Empty(split.Train.RowColumns(0).ToArray().Intersect(split.Held.RowColumns(0).ToArray()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_split_and_another_one_another()
    {
        int[] Columns(ulong seed) => InteractionSplitter.HoldOutRandom(Sample(), 0.4, seed).Held.ColumnIndices;
        Assert.Equal(Columns(1), Columns(1));
        Assert.Contains(Enumerable.Range(2, 20), seed => !Columns((ulong)seed).SequenceEqual(Columns(1)));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.4)]
    [InlineData(0.9)]
    public void A_run_is_neighbours_in_the_order_of_items_and_leaves_one(double share)
    {
        SparseMatrix all = MadeInteractions(users: 60, items: 40);
        InteractionSplit split = InteractionSplitter.HoldOutRuns(all, share, seed: 3);
        Assert.Equal(all.Values.Sum(), split.Train.Values.Sum() + split.Held.Values.Sum());
        for (int u = 0; u < all.Rows; u++)
        {
            int[] own = all.RowColumns(u).ToArray();
            int[] held = split.Held.RowColumns(u).ToArray();
            int expected = Math.Min(own.Length - 1, (int)Math.Round(share * own.Length, MidpointRounding.AwayFromZero));
            Assert.Equal(Math.Max(0, expected), held.Length);
            Assert.Equal(own.Except(held), split.Train.RowColumns(u).ToArray());
            if (held.Length > 0)
            {
                int start = Array.IndexOf(own, held[0]);
                Assert.Equal(own[start..(start + held.Length)], held);
            }
        }
    }

    [Fact]
    public void Runs_start_anywhere()
    {
        SparseMatrix all = MadeInteractions(users: 60, items: 40);
        InteractionSplit split = InteractionSplitter.HoldOutRuns(all, 0.3);
        int Starts(Func<int[], int, bool> place) => Enumerable.Range(0, all.Rows).Count(u =>
            split.Held.RowColumns(u).Length > 0 && place(all.RowColumns(u).ToArray(), split.Held.RowColumns(u)[0]));
        Assert.True(Starts((own, first) => own[0] == first) > 0);
        Assert.True(Starts((own, first) => own[0] != first) > all.Rows / 2);
    }

    [Fact]
    public void Leave_last_out_takes_the_newest_of_each_user()
    {
        InteractionSplit split = InteractionSplitter.LeaveLastOut(Sample(), [5, 9, 1, 9, 2, 3, 8, 4]);
        Assert.Equal([3], split.Held.RowColumns(0).ToArray());
        Assert.Equal([], split.Held.RowColumns(1).ToArray());
        Assert.Equal([0], split.Held.RowColumns(2).ToArray());
    }

    [Fact]
    public void Hold_out_from_cuts_at_the_time()
    {
        InteractionSplit split = InteractionSplitter.HoldOutFrom(Sample(), [5, 9, 1, 9, 2, 3, 8, 4], from: 8);
        Assert.Equal([1, 3], split.Held.RowColumns(0).ToArray());
        Assert.Equal([0], split.Held.RowColumns(2).ToArray());
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => InteractionSplitter.HoldOutRandom(Sample(), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => InteractionSplitter.HoldOutRuns(Sample(), 0));
        Assert.Throws<ArgumentException>(() => InteractionSplitter.LeaveLastOut(Sample(), [1, 2]));
    }
}
