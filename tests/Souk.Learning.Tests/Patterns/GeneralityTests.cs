using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Patterns;

namespace Souk.Learning.Tests.Patterns;

public sealed class GeneralityTests
{
    private const int Items = 200;
    private const int RowsOfItem = 30;

    [Fact]
    public void OfOneGroup_WhatTheGroupIsLike_CountsForNothing_AndWhatItDidOnlyThen_DoesCount()
    {
        FeatureTable rows = Market(1, attacked: 1, out bool[] bad, out RowGrouping items);
        Generality generality = new(rows, bad, [items]);
        double price = generality.Of(new RowCondition(0, "price", ConditionKind.AtLeast, 190));
        double brand = generality.Of(new RowCondition(1, "brand", ConditionKind.Equals, 9));
        double carts = generality.Of(new RowCondition(2, "carts", ConditionKind.AtLeast, 20));
        Assert.InRange(price, 0, 0.15);
        Assert.InRange(brand, 0, 0.2);
        Assert.InRange(carts, 0.8, 0.97);
    }

    [Fact]
    public void SeenInManyGroups_AConditionIsBelieved()
    {
        double before = 0;
        foreach (int attacked in (int[])[1, 2, 4, 12, 20])
        {
            FeatureTable rows = Market(2, attacked, out bool[] bad, out RowGrouping items);
            double price = new Generality(rows, bad, [items])
                .Of(new RowCondition(0, "price", ConditionKind.AtLeast, Items - 20));
            Assert.True(price > before, $"{attacked} items: {price} after {before}");
            before = price;
        }

        Assert.InRange(before, 0.8, 0.97);
    }

    [Fact]
    public void WithoutGroupings_OrWhereNothingBadIsCaught_AllIsAsGeneralAsCanBe()
    {
        FeatureTable rows = Market(3, attacked: 1, out bool[] bad, out RowGrouping items);
        RowCondition price = new(0, "price", ConditionKind.AtLeast, 190);
        Assert.Equal(0.97, new Generality(rows, bad, []).Of(price));
        Assert.Equal(
            0.97, new Generality(rows, bad, [items]).Of(new RowCondition(2, "carts", ConditionKind.Below, 0)));
        Assert.Equal(0.97, new Generality(rows, bad, [new RowGrouping("none", [.. bad.Select(_ => -1)])]).Of(price));
    }

    [Fact]
    public void Learn_FromAnAttackOnOneItem_ReadsWhatTheAttackDid_NotWhatTheItemIs()
    {
        FeatureTable rows = Market(4, attacked: 1, out bool[] bad, out RowGrouping items);
        FeatureTable later = Market(5, attacked: 6, out bool[] laterBad, out _, first: 20);
        LearnedRule blind = RuleLearner.Learn(rows, bad, later, laterBad)[0];
        LearnedRule grouped = RuleLearner.Learn(rows, bad, later, laterBad, [items])[0];
        Assert.Contains(grouped.Conditions, c => c.Name == "carts");
        Assert.DoesNotContain(grouped.Conditions, c => c.Name is "price" or "brand");
        Assert.True(grouped.LaterPrecision.Value >= 0.8, grouped.ToString());
        Assert.True(grouped.LaterBadHits > 2 * blind.LaterBadHits, $"{blind} beside {grouped}");
    }

    [Fact]
    public void Learn_TellsInOtherWords_WhatOtherColumnsShowAsWell()
    {
        SeededRandom random = new(6);
        bool[] bad = [.. Enumerable.Range(0, 2_000).Select(r => r % 20 == 0)];
        float[] Shows() => [.. bad.Select(b => (b ? 5 : 0) + random.NextSingle())];
        FeatureTable rows = new([FeatureColumn.Numeric("one", Shows()), FeatureColumn.Numeric("other", Shows())]);
        IReadOnlyList<LearnedRule> rules = RuleLearner.Learn(rows, bad, rows, bad);
        Assert.Equal(["one", "other"], rules.Select(r => Assert.Single(r.Conditions).Name).Order());
    }

    [Fact]
    public void Learn_AGroupingOfAnotherLength_IsRefused()
    {
        FeatureTable rows = Market(7, attacked: 1, out bool[] bad, out _);
        Assert.Contains("3 groups of 'item' for 6030 rows", Assert.Throws<ArgumentException>(() => RuleLearner.Learn(
            rows, bad, rows, bad, [new RowGrouping("item", new int[3])])).Message, StringComparison.Ordinal);
    }

    // An item has a price of its own and one of ten brands, and few carts at a time; thirty rows each. An attack makes
    // thirty more of one, and carts by the dozen.
    private static FeatureTable Market(
        ulong seed, int attacked, out bool[] bad, out RowGrouping items, int first = 0)
    {
        SeededRandom random = new(seed);
        int count = (Items + attacked) * RowsOfItem;
        float[] prices = new float[count];
        int[] brands = new int[count];
        float[] carts = new float[count];
        int[] groups = new int[count];
        bad = new bool[count];
        for (int row = 0; row < count; row++)
        {
            int attack = (row / RowsOfItem) - Items;
            int item = attack < 0 ? row / RowsOfItem : Items - 1 - first - attack;
            bad[row] = attack >= 0;
            groups[row] = item;
            prices[row] = item;
            brands[row] = item % 10;
            carts[row] = attack < 0 ? random.Next(random.Next(50) == 0 ? 30 : 6) : 20 + random.Next(20);
        }

        items = new RowGrouping("item", groups);
        return new FeatureTable(
        [
            FeatureColumn.Numeric("price", prices),
            FeatureColumn.Categorical("brand", brands, 10),
            FeatureColumn.Numeric("carts", carts),
        ]);
    }
}
