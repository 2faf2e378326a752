using System.Text;
using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class DefinitionLimitTests
{
    private const string Marks = "{}[]:,'\"&*#|>-?!%@`\t\n\0 x";

    [Fact]
    public void Anchors_that_multiply_are_stopped()
    {
        StringBuilder bomb = new("name: m\nbase_currency: EUR\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        DefinitionResult result = DefinitionLoader.Parse(bomb.ToString(), "bomb.yaml");

        Assert.Contains("more than 200000 nodes", result.Errors.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_that_do_not_are_fine()
    {
        MarketplaceDefinition definition = TestDefinitions.WithFeatures("""
            item.views: { on: view, count: true, windows: &windows [1h, 24h] }
            item.orders: { on: order, count: true, windows: *windows }
            """);

        Assert.NotNull(definition.FindColumn("item.orders.24h"));
    }

    [Fact]
    public void Nesting_without_end_is_stopped()
    {
        DefinitionResult result = DefinitionLoader.Parse("name: " + new string('[', 100_000));

        Assert.Contains("deeper than 24 levels", result.Errors.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_long_is_not_read()
    {
        DefinitionResult result = DefinitionLoader.Parse("name: m #" + new string('x', 5 << 20));

        Assert.Contains("at most 4194304 are read", result.Errors.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_without_end_are_cut()
    {
        string keys = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"unknown{i}: 1\n"));

        Assert.Equal(1_000, DefinitionLoader.Parse(keys).Errors.Count);
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, "with 'item.f16' there are 257 different lengths of windows and delays")]
    public void Different_ends_of_windows_are_bounded(int count, string? expected)
    {
        IEnumerable<string> features = Enumerable.Range(1, count).Chunk(16).Select((windows, i) =>
            $"  item.f{i}: {{ on: view, count: true, windows: [{string.Join(", ", windows.Select(w => $"{w}m"))}] " +
            $"}}\n");
        string text =
            "name: m\nbase_currency: EUR\nentities: { item: {} }\nevents: { view: { fields: { item: item } } }\n"
            + "features:\n" + string.Concat(features);
        DefinitionError? error = DefinitionLoader.Parse(text, "m.yaml").Errors.SingleOrDefault();
        Assert.Equal(expected is null, error is null);
        Assert.True(expected is null || error!.ToString().Contains(expected, StringComparison.Ordinal));
        Assert.True(error is null || (error.Line == 22 && error.Column == 3), $"{error}");
    }

    [Fact]
    public void A_name_of_any_length_is_compared_without_harm()
    {
        string name = new('x', 1_000);

        DefinitionResult result = DefinitionLoader.Parse($"{name}: 1\n{name}y: 2\n");

        Assert.Equal(2, result.Errors.Count(e => e.Message.StartsWith("unknown key", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("name: m\nbase_currency: \"\u00e9", 2, 17)]
    [InlineData("", 1, 1)]
    public void A_file_that_is_not_utf8_says_where(string before, int line, int column)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes(before), 0xC3, 0x28, .. "\"\n"u8]);

            DefinitionError error = DefinitionLoader.Load(path).Errors.Single();

            int extra = before.Length > 0 ? 1 : 0;
            Assert.Equal((path, line, column + extra), (error.File, error.Line, error.Column));
            Assert.Contains("0xC3 is not UTF-8", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, DefinitionLoader.ShippedText, Encoding.UTF8);
            Assert.Equal(0xEF, File.ReadAllBytes(path)[0]);

            Assert.True(DefinitionLoader.Load(path).IsValid);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Random_damage_to_a_definition_gives_errors_and_nothing_else()
    {
        string text = TestDefinitions.Text("""
            item.views: { on: view, count: true, windows: [1h, 24h], where: "event.seconds > 1.0" }
            item.orders: { on: order, count: true, windows: [1h, 24h] }
            item.rate: { ratio: [item.orders, item.views] }
            item.ok: { derived: "item.views.1h > 2" }
            """);
        Random random = new(20261121);
        for (int i = 0; i < 400; i++)
        {
            StringBuilder damaged = new(text);
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                int at = random.Next(damaged.Length);
                _ = random.Next(3) switch
                {
                    0 => damaged.Remove(at, Math.Min(random.Next(1, 6), damaged.Length - at)),
                    1 => damaged.Insert(at, Marks[random.Next(Marks.Length)]),
                    _ => damaged.Replace(damaged[at], (char)random.Next(32, 127), at, 1),
                };
            }

            DefinitionResult result = DefinitionLoader.Parse(damaged.ToString());

            Assert.NotEqual(result.IsValid, result.Errors.Count > 0);
            Assert.All(result.Errors, e => Assert.True(e.Line >= 1 && e.Column >= 1, e.ToString()));
        }
    }
}
