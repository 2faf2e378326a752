using Souk.Core.Definition;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Tests.Surfaces;

public sealed class ShippedTagsTests : IDisposable
{
    // The plain item is old, sells evenly, is promoted, has neither ratings nor anything else to say.
    private const string Plain = "plain";
    private const double Now = 60;

    private readonly ShippedMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task Every_tag_for_shoppers_appears_and_does_not()
    {
        ListAll();
        _market.Add(1, "sign_up", """ "shopper":"me","likes":["chosen"] """);
        for (int i = 0; i < 3; i++)
        {
            _market.View(Now - 0.5, "me", "seen");
        }

        _market.View(Now - 0.4, "me", "chosen");
        _market.Order(Now - 40, "me", "again");
        foreach (double day in new[] { Now - 25, Now - 18.0 })
        {
            _market.Order(day, "other", "cheap", "12");
            _market.Order(day, "other", Plain);
        }

        Rise("other");
        Rate("other");
        await _market.Submit();

        Expect("for_you", "me", new()
        {
            ["rising"] = ["rising"],
            ["new"] = ["new"],
            ["your_category"] = ["seen", "few", "chosen"],
            ["you_chose"] = ["chosen"],
            ["again"] = ["again"],
            ["lowest_price"] = ["cheap"],
            ["well_rated"] = ["rated"],
            ["few_left"] = ["last"],
        });
    }

    [Fact]
    public async Task Every_tag_for_creators_appears_and_does_not()
    {
        ListAll();
        for (int i = 0; i < 6; i++)
        {
            _market.Watch(20, "me", $"fan{i}");
            _market.Order(Now - 10, $"fan{i}", "seen");
            _market.Order(Now - 12, $"fan{i}", "few");
        }

        for (int i = 0; i < 3; i++)
        {
            _market.LiveSale(Now - 10, "me", $"fan{i}", "chosen");
        }

        for (int i = 0; i < 12; i++)
        {
            _market.Promote(Now - 2, $"c{i}", "crowd");
            _market.Order(Now - 3, $"b{i}", "crowd");
        }

        for (int i = 0; i < 20; i++)
        {
            string order = $"back{i}";
            _market.Order(Now - 9, order, "back");
            if (i < 6)
            {
                _market.Add(
                    Now - 8, "return",
                    $$""" "order":"{{order}}","shopper":"{{order}}","item":"back","seller":"of-back" """);
            }
        }

        foreach (string item in _items.Where(i => i != "lonely"))
        {
            _market.Promote(Now - 5, "somebody", item);
        }

        Rise("other");
        Rate("other");
        await _market.Submit();

        Expect("creator_picks", "me", new()
        {
            ["rising"] = ["rising"],
            ["audience_buys"] = ["seen", "few"],
            ["sells_for_you"] = ["chosen"],
            ["nobody_promotes"] = ["lonely"],
            ["crowded"] = ["crowd"],
            ["few_buyers"] = ["seen", "few", "rising"],
            ["new"] = ["new"],
            ["high_commission"] = ["paid"],
            ["well_rated"] = ["rated"],
            ["often_returned"] = ["back"],
        });
    }

    [Fact]
    public async Task Every_tag_of_creators_for_an_item_appears_and_does_not()
    {
        ListAll();
        string[] creators = ["plain", "rising", "audience", "category", "sold", "large", "new"];
        foreach (string creator in creators.Where(c => c != "new"))
        {
            _market.Promote(5, creator, "chosen");
        }

        _market.Promote(Now - 5, "new", "chosen");
        _market.Promote(Now - 5, "plain", "seen");
        _market.LiveSale(Now - 0.2, "rising", "s", "chosen");
        for (int i = 0; i < 6; i++)
        {
            _market.Watch(20, "audience", $"fan{i}");
            _market.Order(Now - 10, $"fan{i}", "seen");
            _market.LiveSale(Now - 10, "category", "s", "few");
        }

        _market.LiveSale(Now - 10, "sold", "s", "seen");
        for (int i = 0; i < 100; i++)
        {
            _market.Watch(Now - 1, "large", $"crowd{i}");
        }

        await _market.Submit();

        Expect("creators_for_item", "seen", new()
        {
            ["rising"] = ["rising"],
            ["audience_buys"] = ["audience"],
            ["sells_category"] = ["category"],
            ["sold_it"] = ["sold"],
            ["not_yet"] = ["rising", "audience", "category", "sold", "large", "new"],
            ["large_audience"] = ["large"],
            ["new"] = ["new"],
        }, creators);
    }

    private static readonly string[] _items =
        [Plain, "seen", "few", "chosen", "again", "cheap", "last", "rising", "new", "rated", "crowd", "paid", "lonely",
            "back"];

    private void ListAll()
    {
        foreach (string item in _items)
        {
            // "few" shares the category of "seen".
            string category = item is "few" ? "kind-seen" : item is "chosen" ? "chosen" : $"kind-{item}";
            string more = item is "paid" ? ",\"commission_rate\":0.25" : "";
            _market.Listed(item is "new" ? Now - 3 : 0, item, category, more);
        }

        _market.Add(1, "item_updated", """ "item":"last","stock":3 """);
    }

    private void Rise(string shopper)
    {
        for (int i = 0; i < 3; i++)
        {
            _market.Order(Now - 0.1, $"{shopper}{i}", "rising");
        }
    }

    private void Rate(string shopper)
    {
        for (int i = 0; i < 5; i++)
        {
            _market.Review(Now - 3, $"{shopper}{i}", "rated", 5);
            _market.Review(Now - 3, $"{shopper}{i}", Plain, 3);
        }
    }

    // Each tag stands with the objects named and no other one.
    private void Expect(
        string surface, string subject, Dictionary<string, string[]> expected, string[]? objects = null)
    {
        objects ??= _items;
        SurfaceDefinition definition = _market.Engine.Definition.FindSurface(surface)!;
        Assert.Equal(definition.Tags.Select(t => t.Id), expected.Keys);
        RecommendAnswer answer = _market.Ask(new RecommendRequest
        {
            Surface = surface,
            Subject = subject,
            Count = objects.Length,
            Pins = objects,
        });
        Assert.Equal(objects, answer.Items.Select(i => i.Id));
        foreach ((string tag, string[] wanted) in expected)
        {
            string[] shown = [.. answer.Items.Where(i => i.Tags.Any(t => t.Id == tag)).Select(i => i.Id)];
            Assert.True(wanted.ToHashSet().SetEquals(shown), $"{tag}: {string.Join(", ", shown)}");
        }

        Assert.NotEqual(objects.Length, expected.Max(e => e.Value.Length));
    }
}
