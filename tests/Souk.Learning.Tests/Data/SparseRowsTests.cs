using Souk.Learning.Data;

namespace Souk.Learning.Tests.Data;

public class SparseRowsTests
{
    [Fact]
    public void Build_HoldsRowsAsAdded()
    {
        var builder = new SparseRowsBuilder(10, 3, 0, 0);
        builder.Add(7, 2, 1);
        builder.Add(3, -1, 2);
        builder.EndRow();
        builder.EndRow();
        builder.Add(0);
        builder.EndRow();
        SparseRows rows = builder.Build();
        Assert.Equal(3, rows.Rows);
        Assert.Equal([7, 3], rows.Indices(0).ToArray());
        Assert.Equal([2, -1], rows.Values(0).ToArray());
        Assert.Equal([1, 2], rows.Fields(0).ToArray());
        Assert.True(rows.Indices(1).IsEmpty);
        Assert.Equal([0], rows.Select([2, 1]).Indices(0).ToArray());
    }

    [Theory]
    [InlineData(10, 1, 0)]
    [InlineData(-1, 1, 0)]
    [InlineData(0, float.NaN, 0)]
    [InlineData(0, 1, 3)]
    public void Add_OutOfRange_Refused(int index, float value, int field)
    {
        var builder = new SparseRowsBuilder(10, 3);
        Assert.Throws<ArgumentException>(() => builder.Add(index, value, field));
    }

    [Fact]
    public void Hash_IsTheSameForEver()
    {
        // A saved model meets the same indices again only if these never change.
        Assert.Equal(0x9C393B54AE3D3C84UL, FeatureHash.Of(3, 17));
        Assert.Equal(0x409AA648A05D95EEUL, FeatureHash.Of(0, "red shoes"));
    }

    [Fact]
    public void Hash_TextsThatShareAPrefix_Differ()
    {
        string[] texts = ["", "a", "ab", "abc", "abcd", "abcde", "abcdefgh", "abcdefghi"];
        Assert.Equal(texts.Length, texts.Select(t => FeatureHash.Of(1, t)).Distinct().Count());
        Assert.NotEqual(FeatureHash.Of(1, "a"), FeatureHash.Of(2, "a"));
    }

    [Fact]
    public void Encode_FieldsAreColumnsThenCrosses()
    {
        var table = new FeatureTable(
        [
            FeatureColumn.Categorical("a", [0, 1], 2), FeatureColumn.Numeric("n", [2.5f, float.NaN]),
            FeatureColumn.Categorical("b", [5, -1], 6),
        ]);
        var encoder = new HashedEncoder(table.Schema, new HashedEncoderOptions { Crosses = [[0, 2]] });
        SparseRows rows = encoder.Encode(table);
        Assert.Equal([0, 1, 2, 3], rows.Fields(0).ToArray());
        Assert.Equal([1, 2.5f, 1, 1], rows.Values(0).ToArray());
        Assert.Equal([1, 1, 1, 1], rows.Values(1).ToArray());
        Assert.NotEqual(rows.Indices(0)[1], rows.Indices(1)[1]);
    }

    [Fact]
    public void Encode_SameCategoriesSameCross()
    {
        var table = new FeatureTable(
            [FeatureColumn.Categorical("a", [0, 1, 0], 2), FeatureColumn.Categorical("b", [3, 3, 3], 4)]);
        var options = new HashedEncoderOptions { Crosses = HashedEncoderOptions.AllCrosses(2, 2) };
        SparseRows rows = new HashedEncoder(table.Schema, options).Encode(table);
        Assert.Equal(rows.Indices(0)[2], rows.Indices(2)[2]);
        Assert.NotEqual(rows.Indices(0)[2], rows.Indices(1)[2]);
    }

    [Fact]
    public void AllCrosses_OfSizeThree_AreTheCombinations() =>
        Assert.Equal(84, HashedEncoderOptions.AllCrosses(9, 3).Count);

    [Fact]
    public void Encoder_CrossOfANumber_Refused()
    {
        var table = new FeatureTable([FeatureColumn.Numeric("n", [1]), FeatureColumn.Categorical("a", [0], 1)]);
        Assert.Throws<ArgumentException>(
            () => new HashedEncoder(table.Schema, new HashedEncoderOptions { Crosses = [[0, 1]] }));
    }
}
