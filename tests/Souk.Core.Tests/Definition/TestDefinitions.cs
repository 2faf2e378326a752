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

    /// <summary>A file of the repository that the tests run in; skips the test outside of one.</summary>
    internal static string ReadRepositoryFile(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Souk.slnx")))
        {
            folder = folder.Parent;
        }

        Assert.SkipWhen(folder is null, "the tests do not run inside the repository");
        return File.ReadAllText(Path.Combine(folder!.FullName, path));
    }
}
