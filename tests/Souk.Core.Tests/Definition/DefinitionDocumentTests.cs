using System.Text.RegularExpressions;
using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

/// <summary>What docs/definition.md shows is true.</summary>
public sealed class DefinitionDocumentTests
{
    private readonly string _document = TestDefinitions.ReadRepositoryFile("docs/definition.md");

    [Fact]
    public void The_first_example_is_a_whole_definition() =>
        Assert.Equal(4, DefinitionLoader.Parse(Blocks()[0]).OrThrow().Features.Count);

    [Fact]
    public void The_errors_shown_are_what_two_mistakes_in_it_give()
    {
        string wrong = Blocks()[0]
            .Replace("sum: event.amount", "sum: event.amuont", StringComparison.Ordinal)
            .Replace("half_life: 3d", "half_life: 3 days", StringComparison.Ordinal);

        string shown = string.Join('\n', _document.Split('\n')
            .Where(line => line.StartsWith("    marketplace.yaml:", StringComparison.Ordinal))
            .Select(line => line.Trim()));

        Assert.Equal(shown, string.Join('\n', DefinitionLoader.Parse(wrong).Errors));
    }

    [Fact]
    public void The_label_delay_features_load()
    {
        const string Head = """
            name: m
            base_currency: EUR
            entities: { terminal: }
            events: { payment: { fields: { terminal: terminal, fraud: flag } } }
            features:

            """;

        MarketplaceDefinition definition = DefinitionLoader.Parse(
            Head + Blocks().Single(b => b.Contains("terminal.risk", StringComparison.Ordinal))).OrThrow();

        Assert.Equal(9, definition.Columns.Count);
        Assert.Equal(Duration.FromDays(37), definition.LongestWindow);
    }

    [Fact]
    public void The_tags_load()
    {
        string tags = Blocks().Single(b => b.TrimStart().StartsWith("tags:", StringComparison.Ordinal));
        string shipped = DefinitionLoader.ShippedText;
        int start = shipped.IndexOf(
            "    tags:", shipped.IndexOf("  creator_picks:", StringComparison.Ordinal), StringComparison.Ordinal);
        int end = shipped.IndexOf("    sources:", start, StringComparison.Ordinal);

        MarketplaceDefinition definition = DefinitionLoader.Parse(shipped[..start] + tags + shipped[end..]).OrThrow();

        Assert.Equal(3, definition.FindSurface("creator_picks")!.Tags.Count);
    }

    [Fact]
    public void Every_key_is_named() =>
        Assert.All(
            KeysOf(DefinitionKeys.Definition).Select(key => key.Name).Distinct(),
            name => Assert.Matches($@"(?<![\w.]){name}(?!\w)", Code()));

    private static IEnumerable<DefinitionKey> KeysOf(Shape shape) => shape switch
    {
        ObjectShape entry => entry.Keys.Concat(entry.Keys.SelectMany(key => KeysOf(key.Shape))),
        ListShape list => KeysOf(list.Item),
        MapShape map => KeysOf(map.Value),
        _ => [],
    };

    // What stands in backticks or in a block: a key that only occurs as a word of a sentence is not named.
    private string Code() => string.Join(
        '\n', Regex.Matches(_document, "```.*?```|`[^`\n]+`", RegexOptions.Singleline).Select(m => m.Value));

    private string[] Blocks() =>
        [.. _document.Split("```yaml\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
}
