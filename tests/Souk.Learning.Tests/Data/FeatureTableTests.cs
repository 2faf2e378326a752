using Souk.Learning.Data;

namespace Souk.Learning.Tests.Data;

public class FeatureTableTests
{
    [Fact]
    public void Numeric_Infinite_NamesTheRow()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => FeatureColumn.Numeric("price", [1, float.PositiveInfinity]));
        Assert.Contains("'price', row 1", error.Message);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(3)]
    public void Categorical_CodeOutOfRange_NamesTheRange(int code)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => FeatureColumn.Categorical("colour", [0, code], 3));
        Assert.Contains("from 0 to 2", error.Message);
    }

    [Fact]
    public void FromTexts_CodesInOrderOfAppearance()
    {
        FeatureColumn column = FeatureColumn.FromTexts("c", ["b", "a", null, "b"]);
        Assert.Equal([0, 1, -1, 0], column.Codes.ToArray());
        Assert.Equal(2, column.Categories);
    }

    [Fact]
    public void Table_UnequalColumns_Refused() => Assert.Throws<ArgumentException>(
        () => new FeatureTable([FeatureColumn.Numeric("a", [1]), FeatureColumn.Numeric("b", [1, 2])]));

    [Fact]
    public void Table_NameTwice_Refused() => Assert.Throws<ArgumentException>(
        () => new FeatureTable([FeatureColumn.Numeric("a", [1]), FeatureColumn.Numeric("a", [2])]));

    [Fact]
    public void Table_Empty_Refused() => Assert.Throws<ArgumentException>(() => new FeatureTable([]));

    [Fact]
    public void CopyRow_MissingIsNaN()
    {
        var table = new FeatureTable(
            [FeatureColumn.Numeric("a", [1, float.NaN]), FeatureColumn.Categorical("b", [-1, 4], 5)]);
        float[] cells = new float[2];
        table.CopyRow(0, cells);
        Assert.Equal([1, float.NaN], cells);
        table.CopyRow(1, cells);
        Assert.Equal([float.NaN, 4], cells);
    }

    [Fact]
    public void Select_KeepsOrderAndRepeats()
    {
        FeatureTable picked = FeatureTable.FromRows([1, 2, 3, 4, 5, 6], 2).Select([2, 0, 2]);
        Assert.Equal([5, 1, 5], picked.Columns[0].Values.ToArray());
        Assert.Equal([6, 2, 6], picked.Columns[1].Values.ToArray());
    }

    [Fact]
    public void SchemaCheck_OtherKind_SaysWhatWouldBeRight()
    {
        var trained = new FeatureTable([FeatureColumn.Numeric("a", [1])]);
        var other = new FeatureTable([FeatureColumn.Categorical("a", [0], 1)]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => trained.Schema.Check(other));
        Assert.Contains("'a' (categorical)", error.Message);
        Assert.Contains("'a' (numeric)", error.Message);
    }

    [Fact]
    public void Targets_BadNumbers_Refused()
    {
        Assert.Throws<ArgumentException>(() => new TrainingTargets([]));
        Assert.Throws<ArgumentException>(() => new TrainingTargets([1, float.NaN]));
        Assert.Throws<ArgumentException>(() => new TrainingTargets([1, 0], [1]));
        Assert.Throws<ArgumentException>(() => new TrainingTargets([1, 0], [1, -1]));
        Assert.Throws<ArgumentException>(() => new TrainingTargets([1, 0], [0, 0]));
        Assert.Throws<ArgumentException>(() => new TrainingTargets([1, 0], null, [0, 1]));
        Assert.Throws<ArgumentException>(() => new TrainingTargets([1, 0], null, [0, 2, 2]));
    }

    [Fact]
    public void LabelledTable_UnequalRows_Refused() => Assert.Throws<ArgumentException>(
        () => new LabelledTable(FeatureTable.FromRows([1, 2], 1), new TrainingTargets([1])));
}
