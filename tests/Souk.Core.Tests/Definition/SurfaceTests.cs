using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class SurfaceTests
{
    private const string Text = """
        name: s
        base_currency: EUR
        entities: { shopper: {}, item: { attributes: { category: text } } }
        events:
          view: { fields: { shopper: shopper, item: item } }
          gift: { fields: { giver: shopper, taker: shopper, item: item, amount: money } }
          login: { fields: { shopper: shopper } }
        surfaces:
          feed:
            for: shopper
            of: item
            goal: view
            signals: { view: 1, gift: { weight: 3, subject: taker } }
            filters: item.category != 'x' && shopper.id != item.id
            sources: [trending, co_viewed]
            groups: category
            rerank: { caps: { category: 3 }, diversity: 0.5 }

        """;

    [Fact]
    public void ASurface_IsRead_WithItsFieldsInferred()
    {
        SurfaceDefinition surface = Assert.Single(DefinitionLoader.Parse(Text).OrThrow().Surfaces);
        Assert.Equal("taker", surface.Signals[1].Subject.Name);
        Assert.Equal("item", surface.Signals[1].Object.Name);
        Assert.Equal(surface.Signals[0], surface.Goal);
        Assert.Equal([RecallSource.Trending, RecallSource.CoViewed], surface.Sources);
        Assert.Equal(3, surface.Rerank.Caps.Single().Value);
        Assert.Equal(0.5, surface.Rerank.Diversity);
    }

    [Fact]
    public void TheCanonicalForm_ReadsBackToTheSame()
    {
        MarketplaceDefinition shipped = DefinitionLoader.LoadShipped();
        Assert.Equal(
            ["for_you", "similar_items", "bought_together", "trending", "creator_picks", "live_rooms",
                "creators_for_item"],
            shipped.Surfaces.Select(s => s.Name));
        foreach (MarketplaceDefinition definition in new[] { shipped, DefinitionLoader.Parse(Text).OrThrow() })
        {
            MarketplaceDefinition again = DefinitionLoader.Parse(DefinitionWriter.Write(definition)).OrThrow();
            Assert.Equal(definition.Fingerprint, again.Fingerprint);
        }
    }

    [Theory]
    [InlineData("for: shopper", "for: shoper", "did you mean 'shopper'")]
    [InlineData("goal: view", "goal: gift", null)]
    [InlineData("goal: view", "goal: login", "none of the signals")]
    [InlineData("goal: view", "value: '1.0'", "a value needs a goal")]
    [InlineData("view: 1,", "view: -1, login: 1,", "names no item")]
    [InlineData(", subject: taker", "", "names 2 of kind shopper")]
    [InlineData("subject: taker", "subject: item", "no field 'item' of kind 'shopper'")]
    [InlineData("item.category != 'x'", "item.categry != 'x'", "categry")]
    [InlineData("[trending, co_viewed]", "[trend]", "is not a source")]
    [InlineData("groups: category", "groups: brand", "no attribute 'brand'")]
    [InlineData("diversity: 0.5", "diversity: 5", "from 0 to 1")]
    [InlineData("for: shopper", "for: item", "say with 'through'")]
    [InlineData("groups: category", "fallback: feed", "cannot fall back to itself")]
    public void AMistake_IsToldWithItsPlace(string right, string wrong, string? message)
    {
        DefinitionResult result = DefinitionLoader.Parse(Text.Replace(right, wrong, StringComparison.Ordinal));
        if (message is null)
        {
            Assert.Empty(result.Errors);
            return;
        }

        DefinitionError error = result.Errors.First(e => e.Message.Contains(message, StringComparison.Ordinal));
        Assert.True(error.Line > 8);
    }
}
