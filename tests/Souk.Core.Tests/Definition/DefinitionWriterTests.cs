using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class DefinitionWriterTests
{
    [Fact]
    public void The_canonical_form_of_the_shipped_definition_means_the_same()
    {
        MarketplaceDefinition shipped = DefinitionLoader.LoadShipped();

        MarketplaceDefinition again = DefinitionLoader.Parse(DefinitionWriter.Write(shipped)).OrThrow();

        Assert.Equal(DefinitionWriter.Write(shipped), DefinitionWriter.Write(again));
        Assert.Equal(shipped.Fingerprint, again.Fingerprint);
        Assert.Equal(shipped.Columns.Select(Describe), again.Columns.Select(Describe));
        Assert.Equal(shipped.EventTypes.Select(t => t.Updates.Count), again.EventTypes.Select(t => t.Updates.Count));
    }

    private static string Describe(FeatureColumn column) => $"{column}: {column.Type}";

    [Fact]
    public void Every_kind_of_feature_survives()
    {
        MarketplaceDefinition definition = TestDefinitions.WithFeatures("""
            shopper.a: { on: [order, payment], count: true, windows: [1h, 60m30s, ever], delay: 7d }
            b:
              on: view
              by: [shopper, item.category]
              decayed: event.seconds
              half_life: 3d
              where: 'event.type == "v\u00e9\\"'
            shopper.c: { on: order, top_k: item.category, k: 3, weight: event.amount, half_life: 1h }
            shopper.d: { on: order, last_n: event.item, n: 7 }
            shopper.e: { on: order, distinct: event.item, approximate: true, windows: [1h] }
            shopper.f: { ratio: [shopper.a, shopper.e], windows: 1h }
            shopper.g: { derived: "double(shopper.a.1h) / 2.0" }
            """);

        MarketplaceDefinition again = DefinitionLoader.Parse(DefinitionWriter.Write(definition)).OrThrow();

        Assert.Equal(DefinitionWriter.Write(definition), DefinitionWriter.Write(again));
    }

    [Fact]
    public void Links_survive()
    {
        MarketplaceDefinition shipped = DefinitionLoader.LoadShipped();
        LinkDefinition again = DefinitionLoader.Parse(DefinitionWriter.Write(shipped)).OrThrow().Links;

        Assert.Equal(shipped.Links.Carriers.Count, again.Carriers.Count);
        Assert.Equal(
            shipped.Links.Carriers.Select(c => (c.Kind.Name, c.Weight, c.Hub, c.TimeToLive, c.Group)),
            again.Carriers.Select(c => (c.Kind.Name, c.Weight, c.Hub, c.TimeToLive, c.Group)));
        Assert.Equal(["shopper", "seller"], again.SubjectKinds.Select(k => k.Name));
    }

    [Fact]
    public void Layout_comments_quotes_and_descriptions_do_not_change_the_fingerprint()
    {
        string plain = "name: m\nbase_currency: EUR\nentities: { a: }\nevents: { e: { fields: { a: a, t: text? } } }\n";
        string other = """
            # A comment
            base_currency: 'EUR'
            name: "m"
            time_zone: UTC
            entities:
              a: { description: Something. }
            events:
              e:
                fields:
                  a: { type: a, description: Which. }
                  t: text?
            """;

        string fingerprint = DefinitionLoader.Parse(plain).OrThrow().Fingerprint;
        Assert.Equal(fingerprint, DefinitionLoader.Parse(other).OrThrow().Fingerprint);
    }

    [Theory]
    [InlineData("name: m", "name: n")]
    [InlineData("EUR", "USD")]
    [InlineData("t: text?", "t: text")]
    [InlineData("t: text?", "t: { type: text, default: x }")]
    [InlineData("a: a,", "b: a,")]
    [InlineData("1h]", "2h]")]
    [InlineData("1h]", "60m]")]
    [InlineData("where: \"true\"", "where: \"false\"")]
    [InlineData("base_currency", "retention: 9d\nbase_currency")]
    [InlineData("base_currency", "time_zone: Europe/Berlin\nbase_currency")]
    public void Any_change_of_meaning_changes_the_fingerprint(string from, string to)
    {
        const string Text = """
            name: m
            base_currency: EUR
            entities: { a: }
            events: { e: { fields: { a: a, t: text? } } }
            features: { a.n: { on: e, by: a, count: true, windows: [1h], where: "true" } }
            """;
        string changed = Text.Replace(from, to, StringComparison.Ordinal)
            .Replace(", by: a", from == "a: a," ? ", by: b" : ", by: a", StringComparison.Ordinal);

        string before = DefinitionLoader.Parse(Text).OrThrow().Fingerprint;
        string after = DefinitionLoader.Parse(changed).OrThrow().Fingerprint;

        Assert.NotEqual(before, after);
        Assert.Matches("^[0-9a-f]{64}$", after);
    }
}
