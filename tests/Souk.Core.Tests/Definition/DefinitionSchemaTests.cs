using System.Globalization;
using System.Text.Json.Nodes;
using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class DefinitionSchemaTests
{
    private readonly JsonObject _schema = (JsonObject)JsonNode.Parse(DefinitionSchema.Write())!;

    [Fact]
    public void The_shipped_definition_is_valid_by_the_schema() =>
        Assert.Equal([], JsonSchemaValidator.Validate(ToJson(DefinitionLoader.ShippedText), _schema));

    [Fact]
    public void Its_canonical_form_is_too() =>
        Assert.Equal([], JsonSchemaValidator.Validate(
            ToJson(DefinitionWriter.Write(DefinitionLoader.LoadShipped())), _schema));

    [Theory]
    [InlineData("base_currency: EUR", "base_currency: euro")]
    [InlineData("base_currency: EUR", "currency: EUR")]
    [InlineData("max_clock_skew: 5m", "max_clock_skew: 5 minutes")]
    [InlineData("shopper.views: { on: view, count: true,", "shopper.views: { on: view, cuont: true,")]
    [InlineData("shopper.views: { on: view, count: true,", "shopper.views: { on: view, count: true, sum: '1',")]
    [InlineData("shopper.views: { on: view, count: true,", "Shopper.views: { on: view, count: true,")]
    [InlineData("last_n: event.item, n: 50", "last_n: event.item, n: 0")]
    [InlineData("ratio: [shopper.clicks, shopper.impressions]", "ratio: [shopper.clicks]")]
    [InlineData("windows: [24h, 7d] }", "windows: [1.5h] }")]
    [InlineData("\nentities:", "\nthings:")]
    public void Mistakes_that_an_editor_can_see_are_not(string from, string to)
    {
        string changed = DefinitionLoader.ShippedText.Replace(from, to, StringComparison.Ordinal);

        Assert.NotEqual(DefinitionLoader.ShippedText, changed);
        Assert.NotEmpty(JsonSchemaValidator.Validate(ToJson(changed), _schema));
    }

    [Fact]
    public void Every_key_is_described() => AssertDescribed(_schema, "$");

    private static void AssertDescribed(JsonNode node, string path)
    {
        if (node is JsonObject { } known && known["properties"] is JsonObject properties)
        {
            Assert.All(properties, p => Assert.False(
                string.IsNullOrEmpty((string?)p.Value!["description"]), $"{path}.{p.Key} has no description"));
        }

        IEnumerable<KeyValuePair<string, JsonNode?>> children = node switch
        {
            JsonObject all => all,
            JsonArray list => list.Select((n, i) => KeyValuePair.Create($"{i}", n)),
            _ => [],
        };
        foreach ((string name, JsonNode? child) in children)
        {
            if (child is not null)
            {
                AssertDescribed(child, $"{path}.{name}");
            }
        }
    }

    private static JsonNode? ToJson(string yaml)
    {
        ErrorList errors = new("f");
        YamlMapping root = YamlReader.Read(yaml, errors)!;
        Assert.Equal(0, errors.Count);
        return ToJson(root);
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMapping map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Value, ToJson(e.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlScalar { IsEmpty: true } => null,
        YamlScalar { IsPlain: true, Value: "true" } => JsonValue.Create(true),
        YamlScalar { IsPlain: true, Value: "false" } => JsonValue.Create(false),
        YamlScalar { IsPlain: true } plain
            when long.TryParse(plain.Value, NumberStyles.AllowLeadingSign, null, out long whole) =>
                JsonValue.Create(whole),
        YamlScalar { IsPlain: true } plain
            when double.TryParse(plain.Value, CultureInfo.InvariantCulture, out double number) =>
                JsonValue.Create(number),
        YamlScalar scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node.What} has no JSON"),
    };
}
