using Souk.Core.Definition;
using ValueType = Souk.Core.Definition.ValueType;

namespace Souk.Core.Tests.Definition;

public sealed class EventLoadingTests
{
    private const string Text = """
        name: test
        time_zone: Europe/Berlin
        base_currency: GBP
        max_clock_skew: 0s
        retention: 400d
        id_horizon: 30d
        entities:
          item: { retain: 90d, attributes: { title: text, price: money, tags: list of text, stock: whole } }
        events:
          listed:
            description: An item was listed.
            time: at
            fields:
              item: item
              title: { type: text, default: untitled, description: What it is called. }
              price: money
              at: time
              tags: list of text?
              weight: { type: number, default: 1.5 }
              since: { type: time, default: 2026-01-31T01:30:00+01:30 }
              fee: { type: money, default: 0.25 }
              live: { type: flag, default: true }
              pieces: { type: whole, default: -3 }
            updates:
              item: { title: event.title, price: event.price * 2.0, stock: item.stock - 1, tags: event.tags }
        """;

    private readonly MarketplaceDefinition _definition = DefinitionLoader.Parse(Text).OrThrow();

    [Fact]
    public void The_head_arrives()
    {
        Assert.Equal("test", _definition.Name);
        Assert.Equal("Europe/Berlin", _definition.TimeZone.Id);
        Assert.Equal("GBP", _definition.BaseCurrency);
        Assert.Equal(Duration.Zero, _definition.MaxClockSkew);
        Assert.Equal(Duration.FromDays(400), _definition.Retention);
        Assert.Equal(Duration.FromDays(30), _definition.IdHorizon);
        Assert.Equal(Text, _definition.SourceText);
        Assert.Equal(Duration.FromDays(90), _definition.FindKind("item")!.Retain);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        const string Least = "name: m\nbase_currency: EUR\nentities:\nevents:\n";
        MarketplaceDefinition least = DefinitionLoader.Parse(Least).OrThrow();

        Assert.Equal(TimeZoneInfo.Utc, least.TimeZone);
        Assert.Equal(Duration.FromMinutes(5), least.MaxClockSkew);
        Assert.Null(least.Retention);
        Assert.Equal(Duration.FromDays(7), least.IdHorizon);
        Assert.Empty(least.Features);
    }

    [Fact]
    public void Fields_are_required_unless_optional_or_preset()
    {
        EventType listed = _definition.FindEventType("listed")!;

        Assert.Equal(["item", "price", "at"], listed.Fields.Where(f => f.Required).Select(f => f.Name));
        Assert.Equal(["tags"], listed.Fields.Where(f => !f.IsAlwaysPresent).Select(f => f.Name));
        Assert.Equal(["item"], listed.EntityFields.Select(f => f.Name));
        Assert.Equal((1UL << 10) - 1, listed.FieldMask);
        Assert.Equal("at", listed.TimeField!.Name);
        Assert.Equal(ValueType.ListOf(ValueType.Text), listed.FindField("tags")!.Type);
        Assert.Equal("What it is called.", listed.FindField("title")!.Description);
    }

    [Fact]
    public void Defaults_have_the_type_of_their_field()
    {
        EventType listed = _definition.FindEventType("listed")!;

        Assert.Equal("untitled", listed.FindField("title")!.Default);
        Assert.Equal(1.5, listed.FindField("weight")!.Default);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), listed.FindField("since")!.Default);
        Assert.Equal(Money.Parse("0.25"), listed.FindField("fee")!.Default);
        Assert.Equal(true, listed.FindField("live")!.Default);
        Assert.Equal(-3L, listed.FindField("pieces")!.Default);
    }

    [Fact]
    public void Updates_know_whether_they_copy_a_field()
    {
        IReadOnlyList<ProfileUpdate> updates = _definition.FindEventType("listed")!.Updates;

        Assert.Equal(["title", "price", "stock", "tags"], updates.Select(u => u.Attribute.Name));
        Assert.Equal(["title", null, null, "tags"], updates.Select(u => u.Field?.Name));
        Assert.Equal("item.stock - 1", updates[2].Value.Text);
        Assert.All(updates, u => Assert.Equal("item", u.Entity.Name));
    }

    [Fact]
    public void Expressions_over_an_event_see_its_fields_and_the_profiles_of_its_entities()
    {
        IEnumerable<string> paths = ExpressionMembers.Of(_definition.FindEventType("listed")!).Select(m => m.Path);

        Assert.Equal(
            [
                "event.id", "event.type", "event.time", "event.item", "event.title", "event.price", "event.at",
                "event.tags", "event.weight", "event.since", "event.fee", "event.live", "event.pieces", "item.id",
                "item.title", "item.price", "item.tags", "item.stock",
            ],
            paths);
    }

    [Fact]
    public void The_most_fields_that_an_event_can_have_fill_its_mask()
    {
        string fields = string.Join(", ", Enumerable.Range(0, 64).Select(i => $"f{i}: text"));
        string text = $"name: m\nbase_currency: EUR\nentities:\nevents: {{ e: {{ fields: {{ {fields} }} }} }}\n";

        Assert.Equal(ulong.MaxValue, DefinitionLoader.Parse(text).OrThrow().EventTypes[0].FieldMask);
        DefinitionResult tooMany = DefinitionLoader.Parse(
            text.Replace("f0:", "g: text, f0:", StringComparison.Ordinal));
        Assert.Equal("65 fields; at most 64 are allowed", tooMany.Errors.Single().Message);
    }
}
