using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class ShippedDefinitionTests
{
    private readonly MarketplaceDefinition _definition = DefinitionLoader.LoadShipped();

    [Fact]
    public void It_is_as_large_as_promised()
    {
        Assert.True(_definition.EventTypes.Count >= 25, $"{_definition.EventTypes.Count} event types");
        Assert.True(_definition.Features.Count >= 60, $"{_definition.Features.Count} features");
        Assert.Equal(
            ["5m", "1h", "24h", "7d", "30d"],
            _definition.Features.SelectMany(f => f.Columns)
                .Where(c => !c.Window.IsEver)
                .Select(c => (c.Window, Text: c.Name[(c.Name.LastIndexOf('.') + 1)..]))
                .Distinct().OrderBy(w => w.Window).Select(w => w.Text));
    }

    [Theory]
    [InlineData("shopper")]
    [InlineData("item")]
    [InlineData("seller")]
    [InlineData("creator")]
    [InlineData("live_room")]
    [InlineData("short_video")]
    [InlineData("device")]
    [InlineData("card")]
    [InlineData("address")]
    [InlineData("ip")]
    [InlineData("order")]
    [InlineData("payment")]
    [InlineData("coupon")]
    [InlineData("promotion")]
    [InlineData("review")]
    public void It_has_every_kind_of_a_shop_and_an_event_that_names_it(string kind) =>
        Assert.Contains(
            _definition.EventTypes, t => t.EntityFields.Any(f => f.Type.Entity == _definition.FindKind(kind)));

    [Fact]
    public void Every_attribute_is_set_by_an_event()
    {
        HashSet<AttributeDefinition> set =
            [.. _definition.EventTypes.SelectMany(t => t.Updates).Select(u => u.Attribute)];

        foreach (EntityKind kind in _definition.EntityKinds)
        {
            Assert.All(kind.Attributes, a => Assert.True(set.Contains(a), $"nothing sets {kind.Name}.{a.Name}"));
        }
    }

    [Fact]
    public void Every_aggregate_but_first_last_and_variance_is_used() =>
        Assert.Equal(
            [AggregateKind.Variance, AggregateKind.First, AggregateKind.Last],
            Enum.GetValues<AggregateKind>().Except(_definition.Features.Select(f => f.Aggregate)));

    [Fact]
    public void Its_link_at_the_root_of_the_repository_is_the_same_text() =>
        Assert.Equal(DefinitionLoader.ShippedText, TestDefinitions.ReadRepositoryFile("marketplace.yaml"));
}
