using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Data;
using Souk.Learning.Patterns;

namespace Souk.Learning.Tests.Patterns;

public sealed class GroupLikenessTests
{
    [Fact]
    public void OfNumbers_IsTheAnalysisOfVarianceOfTheirRanks() => Prop.ForAll(
        Cells().ToArbitrary(),
        cells =>
        {
            float[] values = [.. cells.Select(c => c.Value == 0 ? float.NaN : c.Value)];
            double[] ranks = [.. values.Select(v => values.Count(o => o < v) + ((values.Count(o => o == v) + 1) / 2.0))];
            double ours = new GroupLikeness(FeatureColumn.Numeric("x", values)).Of(Groups(cells));
            return Math.Abs(ours - Oracle(cells, r => !float.IsNaN(values[r]), Variance)) < 1e-9;

            double Variance(int[] rows) => rows.Sum(r => Math.Pow(ranks[r] - rows.Average(o => ranks[o]), 2));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void OfCategories_IsThatOfGinisImpurity() => Prop.ForAll(
        Cells().ToArbitrary(),
        cells =>
        {
            double ours = new GroupLikeness(
                FeatureColumn.Categorical("x", [.. cells.Select(c => c.Value - 1)], 5)).Of(Groups(cells));
            return Math.Abs(ours - Oracle(cells, r => cells[r].Value > 0, Unlike)) < 1e-9;

            // Half of the pairs, in both orders, that differ, for each row.
            double Unlike(int[] rows) =>
                rows.Sum(a => rows.Count(b => cells[a].Value != cells[b].Value)) / (double)rows.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WhereNothingIsKnown_ItIsAHalf_AndWhereAllAreTheSame_None()
    {
        FeatureColumn column = FeatureColumn.Numeric("x", [1, 2, 3, 4]);
        Assert.Equal(0.5, new GroupLikeness(column).Of([[0, 1], [2], [3]]));
        Assert.Equal(0, new GroupLikeness(FeatureColumn.Numeric("x", [7, 7, 7, 7])).Of([[0, 1], [2, 3]]));
    }

    private static Gen<(int Group, int Value)[]> Cells() =>
        from size in Gen.Choose(1, 40)
        from cells in Gen.Choose(0, 5).Zip(Gen.Choose(0, 5)).ArrayOf(size)
        select cells;

    private static int[][] Groups((int Group, int Value)[] cells) =>
        [.. Enumerable.Range(0, cells.Length).GroupBy(r => cells[r].Group).Select(g => g.ToArray())];

    private static double Oracle((int Group, int Value)[] cells, Func<int, bool> isKnown, Func<int[], double> spread)
    {
        int[][] groups = [.. Groups(cells).Select(g => g.Where(isKnown).ToArray()).Where(g => g.Length > 1)];
        int[] all = [.. groups.SelectMany(g => g)];
        if (groups.Length < 2)
        {
            return 0.5;
        }

        double total = spread(all) / (all.Length - 1);
        double within = groups.Sum(spread) / (all.Length - groups.Length);
        return total < 1e-12 ? 0 : Math.Clamp(1 - (within / total), 0, 1);
    }
}
