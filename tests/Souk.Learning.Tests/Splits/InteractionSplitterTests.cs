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
        Assert.Throws<ArgumentException>(() => InteractionSplitter.LeaveLastOut(Sample(), [1, 2]));
    }
}
