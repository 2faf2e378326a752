using Souk.Learning.Splits;

namespace Souk.Learning.Tests.Splits;

public sealed class PrequentialSplitterTests
{
    [Fact]
    public void Folds_move_on_and_never_look_ahead()
    {
        long[] times = [.. Enumerable.Range(0, 30).Select(i => (long)(29 - i))];
        IReadOnlyList<PrequentialFold> folds = PrequentialSplitter.Split(times, 2, 7, 7, 5, 2);
        Assert.Equal([2L, 8L], new[] { folds[0].TrainRows.Min(r => times[r]), folds[0].TrainRows.Max(r => times[r]) });
        Assert.Equal([16L, 20L], new[] { folds[0].TestRows.Min(r => times[r]), folds[0].TestRows.Max(r => times[r]) });
        Assert.Equal(7, folds[1].TrainRows.Min(r => times[r]));
        Assert.Equal([21L, 25L], new[] { folds[1].TestRows.Min(r => times[r]), folds[1].TestRows.Max(r => times[r]) });
        Assert.Equal(5, folds[1].TestRows.Length);
    }

    [Fact]
    public void A_fold_without_rows_is_refused() =>
        Assert.Throws<ArgumentException>(() => PrequentialSplitter.Split([1, 2, 3], 0, 2, 0, 2, 2));
}
