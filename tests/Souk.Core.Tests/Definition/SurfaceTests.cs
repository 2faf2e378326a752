using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class SurfaceTests
{
    private const string Text = """
        name: s
        base_currency: EUR
        entities: { shopper: { attributes: { likes: list of text } }, item: { attributes: { category: text } } }
        events:
          view: { fields: { shopper: shopper, item: item } }
          gift: { fields: { giver: shopper, taker: shopper, item: item, amount: money } }
          login: { fields: { shopper: shopper } }
        features:
          item.views: { on: view, count: true, windows: [1d] }
          taste: { on: view, by: [shopper, item.category], count: true }
          giver.gifts: { on: gift, by: giver, count: true }
        surfaces:
          feed:
            for: shopper
            of: item
            goal: view
            signals: { view: 1, gift: { weight: 3, subject: taker } }
            filters: item.category != 'x' && shopper.id != item.id
            sources: [trending, co_viewed]
            groups: category
            preferences: { likes: category }
            rerank: { caps: { category: 3 }, diversity: 0.5 }
            tags:
              hot: { when: item.views.1d > 3 && taste > 0 && object.trend > 1.0, text: "hot: now" }
              new: { when: object.age_days < 7.0 || share.category > 0.5, text: new }

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
        Assert.Equal(["hot", "new"], surface.Tags.Select(t => t.Id));
        Assert.Equal("likes", Assert.Single(surface.Preferences).Subject.Name);
        Assert.Equal("hot: now", surface.Tags[0].Text);
    }

    [Fact]
    public void AnExposure_IsOneOfTheSignals_AndNoDislike()
    {
        static string Exposed(string name) =>
            Text.Replace("goal: view", $"goal: view\n    exposure: {name}", StringComparison.Ordinal);
        SurfaceDefinition surface = Assert.Single(DefinitionLoader.Parse(Exposed("gift")).OrThrow().Surfaces);
        Assert.Equal(surface.Signals[1], surface.Exposure);
        Assert.Contains(
            DefinitionLoader.Parse(Exposed("login")).Errors,
            e => e.Message.Contains("the exposure 'login' is none of the signals", StringComparison.Ordinal));
        Assert.Contains(
            DefinitionLoader.Parse(Exposed("gift").Replace("weight: 3", "weight: -3", StringComparison.Ordinal)).Errors,
            e => e.Message.Contains("the exposure 'gift' needs a weight above 0", StringComparison.Ordinal));
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
    [InlineData("item.views.1d > 3", "item.veiws.1d > 3", "did you mean 'views'")]
    [InlineData("item.views.1d > 3", "item.views.1d > 'x'", "operator '>' does not take int and string")]
    [InlineData("item.views.1d > 3", "item.views.7d > 3", "d7")]
    [InlineData("object.trend > 1.0", "object.trnd > 1.0", "did you mean 'trend'")]
    [InlineData("object.trend > 1.0", "object.trend", "needs bool here")]
    [InlineData("share.category > 0.5", "share.brand > 0.5", "brand")]
    [InlineData("share.category > 0.5", "'new'", "")]
    [InlineData("{ likes: category }", "{ liks: category }", "no attribute 'liks'")]
    [InlineData("{ likes: category }", "{ likes: kind }", "no attribute 'kind'")]
    [InlineData("likes: list of text", "likes: list of number", "a preference takes texts or entities")]
    [InlineData("text: new }", "txt: new }", "txt")]
    [InlineData("text: new }", "}", "text")]
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
