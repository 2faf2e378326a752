using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

/// <summary>Small definitions for tests.</summary>
internal static class TestDefinitions
{
    private const string Head = """
        name: test
        base_currency: EUR
        entities:
          shopper: { attributes: { country: text } }
          item: { attributes: { category: text, price: money, seller: seller } }
          seller:
          card:
        events:
          view: { fields: { shopper: shopper, item: item, seconds: number? } }
          order: { fields: { shopper: shopper, item: item, amount: money, at: time } }
          payment: { fields: { buyer: shopper, card: card, amount: money, country: text? } }

        """;

    /// <summary>A definition with these features, indented by nothing.</summary>
    internal static MarketplaceDefinition WithFeatures(string features) =>
        DefinitionLoader.Parse(Text(features)).OrThrow();

    internal static string Text(string features) =>
        Head + "features:\n" + string.Concat(features.Split('\n').Select(line => $"  {line}\n"));
}
