using Souk.Core.Definition;
using ValueType = Souk.Core.Definition.ValueType;

namespace Souk.Core.Tests.Definition;

public sealed class FeatureLoadingTests
{
    [Fact]
    public void The_name_says_the_key_and_each_window_is_a_column()
    {
        FeatureDefinition feature = One("card.spend: { on: payment, sum: event.amount, windows: [90m, 24h, ever] }");

        Assert.Equal(["card"], feature.Key.Select(k => k.Name));
        Assert.Equal(["card.spend.90m", "card.spend.24h", "card.spend.ever"], feature.Columns.Select(c => c.Name));
        Assert.Equal([Duration.FromMinutes(90), Duration.FromHours(24), Duration.Ever], feature.Windows);
        Assert.All(feature.Columns, c => Assert.Equal(ValueType.Money, c.Type));
        Assert.Equal("event.amount", feature.ValueExpression);
    }

    [Fact]
    public void A_kind_is_found_whatever_its_field_is_called()
    {
        FeatureDefinition feature = One("shopper.acts: { on: [order, payment], count: true }");

        Assert.Equal(["shopper", "buyer"], feature.Key[0].Sources.Select(s => s.Field.Name));
    }

    [Fact]
    public void Keys_reach_through_profiles()
    {
        FeatureDefinition feature = One(
            "interest: { on: view, by: [shopper, item.category], decayed: '1.0', half_life: 3d }");

        Assert.Equal(["shopper", "item.category"], feature.Key.Select(k => k.Name));
        Assert.Equal(ValueType.Text, feature.Key[1].Type);
        Assert.Equal("category", feature.Key[1].Sources[0].Attribute!.Name);
        Assert.Equal(Duration.FromDays(3), feature.HalfLife);
    }

    [Fact]
    public void An_entity_reached_through_a_profile_is_the_same_key_as_one_named_by_the_event()
    {
        MarketplaceDefinition definition = TestDefinitions.WithFeatures("""
            seller.views: { on: view, by: item.seller, count: true, windows: [24h] }
            seller.orders: { on: order, by: item.seller, count: true, windows: [24h] }
            seller.conversion: { ratio: [seller.orders, seller.views] }
            """);

        FeatureDefinition ratio = definition.FindFeature("seller.conversion")!;
        Assert.Equal("seller", ratio.Key.Single().Name);
        Assert.Equal(["seller.conversion.24h"], ratio.Columns.Select(c => c.Name));
        Assert.Equal(["seller.orders.24h", "seller.views.24h"], ratio.ReadsColumns);
    }

    [Fact]
    public void A_ratio_finds_the_same_window_under_another_spelling()
    {
        MarketplaceDefinition definition = TestDefinitions.WithFeatures("""
            item.views: { on: view, count: true, windows: [24h, 7d] }
            item.orders: { on: order, count: true, windows: [1d] }
            item.conversion: { ratio: [item.orders, item.views] }
            """);

        Assert.Equal(["item.orders.1d", "item.views.24h"], definition.FindFeature("item.conversion")!.ReadsColumns);
        Assert.NotNull(definition.FindColumn("item.conversion.1d"));
    }

    [Fact]
    public void Derived_features_read_columns_by_their_names_and_each_other_in_any_order()
    {
        MarketplaceDefinition definition = TestDefinitions.WithFeatures("""
            card.b: { derived: "card.a > 2.0" }
            card.a: { derived: "has(card.mean.1h30m) ? card.mean.1h30m / double(card.n) : 0.0" }
            card.n: { on: payment, count: true }
            card.mean: { on: payment, mean: event.amount, windows: [1h30m] }
            """);

        Assert.Equal(["card.a"], definition.FindFeature("card.b")!.ReadsColumns);
        Assert.Equal(["card.mean.1h30m", "card.n"], definition.FindFeature("card.a")!.ReadsColumns);
        Assert.Equal(ValueType.Flag, definition.FindColumn("card.b")!.Type);
        Assert.Equal(ValueType.Number, definition.FindColumn("card.a")!.Type);
        Assert.Equal("card", definition.FindFeature("card.b")!.Key.Single().Name);
    }

    [Fact]
    public void Loop_variables_of_an_expression_are_not_taken_for_features()
    {
        MarketplaceDefinition definition = TestDefinitions.WithFeatures("""
            c.n: { on: payment, by: card, count: true }
            item.recent: { on: view, by: item, last_n: event.shopper }
            item.repeats: { derived: "item.recent.exists(s, s == 'c.m')" }
            """);

        Assert.Equal(["item.recent"], definition.FindFeature("item.repeats")!.ReadsColumns);
    }

    [Theory]
    [InlineData("count: true", "whole")]
    [InlineData("sum: event.amount", "money")]
    [InlineData("sum: event.amount * 2.0", "number")]
    [InlineData("mean: event.amount", "number")]
    [InlineData("variance: event.amount", "number")]
    [InlineData("stddev: event.amount", "number")]
    [InlineData("min: event.at", "time")]
    [InlineData("max: event.amount", "money")]
    [InlineData("first: event.item", "item")]
    [InlineData("last: item.category", "text")]
    [InlineData("last: item.id", "item")]
    [InlineData("time_since_first: true", "number")]
    [InlineData("time_since_last: true", "number")]
    [InlineData("distinct: event.item", "whole")]
    [InlineData("decayed: event.amount, half_life: 1d", "number")]
    [InlineData("last_n: event.item", "list of item")]
    [InlineData("top_k: item.category, half_life: 1d", "list of text")]
    public void Each_aggregate_has_its_type(string aggregate, string type) =>
        Assert.Equal(type, One($"shopper.x: {{ on: order, {aggregate} }}").Columns.Single().Type.ToString());

    [Fact]
    public void Every_other_key_arrives()
    {
        FeatureDefinition top = One(
            "shopper.t: { on: order, top_k: item.category, k: 3, weight: event.amount, half_life: 1h, "
            + "where: event.amount > 1.0 }");
        FeatureDefinition last = One("shopper.l: { on: order, last_n: event.item, n: 7, windows: 1d, delay: 7d }");
        FeatureDefinition distinct = One("shopper.d: { on: order, distinct: event.item, approximate: true }");

        Assert.Equal((3, "event.amount", "event.amount > 1.0"), (top.K!.Value, top.Weight!.Text, top.Where));
        Assert.Equal((7, Duration.FromDays(7)), (last.N!.Value, last.Delay!.Value));
        Assert.True(distinct.Approximate);
        Assert.Null(distinct.K ?? distinct.N);
    }

    [Fact]
    public void Expressions_know_where_they_stand()
    {
        const string Text = "shopper.x:\n  on: order\n  count: true\n  where: event.amount > 1.0";
        FeatureDefinition feature = One(Text);

        string[] lines = TestDefinitions.Text(Text).Split('\n');
        DefinitionExpression where = feature.Condition!;
        Assert.StartsWith("event.amount", lines[where.Line - 1][(where.Column - 1)..], StringComparison.Ordinal);
        Assert.StartsWith("shopper.x", lines[feature.Line - 1][(feature.Column - 1)..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_window_counts_its_delay()
    {
        const string Text = "item.n: { on: view, count: true, windows: [1h, 30d, ever], delay: 7d }";

        Assert.Equal(Duration.FromDays(37), TestDefinitions.WithFeatures(Text).LongestWindow);
    }

    [Fact]
    public void A_chain_of_features_that_is_too_deep_is_refused()
    {
        IEnumerable<string> chain = Enumerable.Range(0, 100)
            .Select(i => $"item.f{i}: {{ derived: item.f{i + 1} + 1 }}\n");

        DefinitionResult result = DefinitionLoader.Parse(
            TestDefinitions.Text(string.Concat(chain) + "item.f100: { on: view, count: true }"));

        Assert.Contains(result.Errors, e => e.Message.Contains("stands below 64 others", StringComparison.Ordinal));
    }

    private static FeatureDefinition One(string feature) => TestDefinitions.WithFeatures(feature).Features.Single();
}
