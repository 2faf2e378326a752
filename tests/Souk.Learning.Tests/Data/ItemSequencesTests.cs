using Souk.Learning.Data;

namespace Souk.Learning.Tests.Data;

public sealed class ItemSequencesTests
{
    [Fact]
    public void Lists_come_back_as_they_were()
    {
        ItemSequences sequences = ItemSequences.FromLists(4, [[1, 1, 3], [], [0]]);
        Assert.Equal(3, sequences.Count);
        Assert.Equal([1, 1, 3], sequences[0].ToArray());
        Assert.Equal([], sequences[1].ToArray());
        Assert.Equal([0], sequences.Select([2, 0])[0].ToArray());
    }

    [Fact]
    public void Items_and_starts_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ItemSequences.FromLists(3, [[3]]));
        Assert.Throws<ArgumentException>(() => new ItemSequences(3, [0, 2, 1, 2], [0, 1]));
        Assert.Throws<ArgumentException>(() => new ItemSequences(3, [0, 1], [0, 1]));
    }
}
