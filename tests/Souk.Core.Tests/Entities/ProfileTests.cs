using Souk.Core.Entities;
using Souk.Core.Events;

namespace Souk.Core.Tests.Entities;

public sealed class ProfileTests
{
    private const string Market = """
        name: profiles
        base_currency: EUR
        entities:
          item:
            retain: 1h
            attributes:
              note: text
              weight: number
              pieces: whole
              price: money
              due: time
              gift: flag
              owner: seller
              tags: list of text
              sizes: list of whole
          seller: { attributes: { name: text } }
        events:
          set:
            fields:
              item: item
              note: text?
              weight: number?
              pieces: whole?
              price: money?
              due: time?
              gift: flag?
              owner: seller?
              tags: list of text?
              sizes: list of whole?
            updates:
              item:
                note: event.note
                weight: event.weight
                pieces: event.pieces
                price: event.price
                due: event.due
                gift: event.gift
                owner: event.owner
                tags: event.tags
                sizes: event.sizes
          derive:
            fields: { item: item, n: whole, x: number, s: text }
            updates:
              item:
                note: "event.s + event.s"
                weight: event.n
                pieces: "has(item.pieces) ? item.pieces + event.n : event.n"
                price: "event.x * 2.0"
                gift: "event.n > 3"
                owner: event.s
                tags: "[event.s, 'z']"
                sizes: "[event.n, event.n + 1]"
                due: "event.time - duration('1h')"
          pay:
            fields: { item: item, n: whole }
            updates: { item: { price: event.n } }
          touch:
            fields: { item: item }
        """;

    [Fact]
    public void EveryKind_IsKept_Replaced_AndLeftAloneWhereTheEventHasNone()
    {
        using FoldDriver driver = new(Market);
        driver.Apply("""
            {"type":"set","id":"1","time":"2026-01-01T00:00:00Z","item":"i","note":"a","weight":1.5,"pieces":-7,"price":"12.34","due":"2026-02-01T00:00:00Z","gift":true,"owner":"ann","tags":["x","yy",""],"sizes":[1,-2]}
            """);
        Assert.Equal("a", driver.Text("item", "i", "note"));
        Assert.Equal(1.5, driver.Number("item", "i", "weight"));
        Assert.Equal(-7, driver.Bits("item", "i", "pieces"));
        Assert.Equal(123_400, driver.Bits("item", "i", "price"));
        Assert.Equal(1, driver.Bits("item", "i", "gift"));
        Assert.Equal("ann", driver.Text("item", "i", "owner"));
        Assert.Equal(["x", "yy", ""], driver.Texts("item", "i", "tags"));
        driver.Apply(
            """{"type":"set","id":"2","time":"2026-01-01T00:00:01Z","item":"i","note":"b","tags":[],"owner":"bob"}""");
        Assert.Equal("b", driver.Text("item", "i", "note"));
        Assert.Equal("bob", driver.Text("item", "i", "owner"));
        Assert.Empty(driver.Texts("item", "i", "tags"));
        Assert.True(driver.Has("item", "i", "tags"));
        Assert.Equal(-7, driver.Bits("item", "i", "pieces"));
        Assert.False(driver.Has("seller", "bob", "name"));
    }

    [Fact]
    public void Expressions_SeeTheProfileAsItWas_AndGiveEveryKind()
    {
        using FoldDriver driver = new(Market);
        driver.Apply(
            """{"type":"derive","id":"1","time":"2026-01-01T02:00:00Z","item":"i","n":3,"x":1.25,"s":"ab"}""",
            """{"type":"derive","id":"2","time":"2026-01-01T02:00:00Z","item":"i","n":4,"x":1.25,"s":"ab"}""");
        Assert.Equal("abab", driver.Text("item", "i", "note"));
        Assert.Equal(4.0, driver.Number("item", "i", "weight"));
        Assert.Equal(7, driver.Bits("item", "i", "pieces"));
        Assert.Equal(25_000, driver.Bits("item", "i", "price"));
        Assert.Equal(1, driver.Bits("item", "i", "gift"));
        Assert.Equal("ab", driver.Text("item", "i", "owner"));
        Assert.Equal(["ab", "z"], driver.Texts("item", "i", "tags"));
        Assert.Equal(TestMarket.Start.Microseconds + 3_600_000_000, driver.Bits("item", "i", "due"));
    }

    [Fact]
    public void AValueThatTheAttributeCannotHold_LeavesItAsItIs_AndStopsNothing()
    {
        using FoldDriver driver = new(Market);
        string longText = new('t', 9_000);
        string tooLongForAnId = new('i', EntityTable.MaxIdBytes + 1);
        driver.Apply(
            """{"type":"pay","id":"1","time":"2026-01-01T02:00:00Z","item":"i","n":5}""",
            """{"type":"pay","id":"2","time":"2026-01-01T02:00:00Z","item":"i","n":9223372036854775807}""",
            """{"type":"derive","id":"3","time":"2026-01-01T02:00:00Z","item":"i","n":1,"x":1e300,"s":""}""",
            $$"""{"type":"derive","id":"4","time":"2026-01-01T02:00:00Z","item":"i","n":9223372036854775807,"x":1e18,"s":"{{longText}}"}""",
            $$"""{"type":"derive","id":"5","time":"2026-01-01T02:00:00Z","item":"i","n":1,"x":-1e308,"s":"{{tooLongForAnId}}"}""");
        Assert.Equal(50_000, driver.Bits("item", "i", "price"));
        Assert.False(driver.Has("item", "i", "owner"));
        Assert.Equal(2, driver.Bits("item", "i", "pieces"));
        Assert.Equal(2 * tooLongForAnId.Length, driver.Text("item", "i", "note").Length);
    }

    [Fact]
    public void AnIdleEntity_IsForgottenWithAllItHolds()
    {
        using FoldDriver driver = new(Market);
        driver.Apply("""{"type":"touch","id":"0","time":"2026-01-01T00:00:00Z","item":"other"}""");
        long before = Allocated(driver);
        List<string> forgotten = [];
        driver.Fold.Profiles.Forgetting += (kind, entity) =>
            forgotten.Add(System.Text.Encoding.UTF8.GetString(driver.Fold.Entities.Id(kind.Index, entity)));
        driver.Apply(
            """{"type":"set","id":"1","time":"2026-01-01T00:10:00Z","item":"i","note":"a","owner":"ann","tags":["x"]}""",
            """{"type":"touch","id":"2","time":"2026-01-01T00:59:59Z","item":"other"}""",
            """{"type":"touch","id":"3","time":"2026-01-01T01:09:59Z","item":"other"}""");
        Assert.Empty(forgotten);
        driver.Apply("""{"type":"touch","id":"4","time":"2026-01-01T01:10:00Z","item":"other"}""");
        Assert.Equal(["i"], forgotten);
        Assert.Equal(0u, driver.Find("item", "i"));
        Assert.NotEqual(0u, driver.Find("seller", "ann"));

        // What stays is the seller: named by an event, so it has a profile, and its kind is kept for ever.
        driver.Apply("""{"type":"set","id":"5","time":"2026-01-01T01:10:01Z","item":"i","owner":"ann"}""");
        Assert.False(driver.Has("item", "i", "note"));
        Assert.True(Allocated(driver) > before);
    }

    [Fact]
    public void ManyEntitiesThatComeAndGo_LeaveNoMemoryBehind()
    {
        using FoldDriver driver = new(Market);
        List<long> allocated = [];
        for (int round = 0; round < 4; round++)
        {
            int hour = round * 2;
            driver.Apply([.. Enumerable.Range(0, 500).Select(i =>
                $$"""{"type":"set","id":"{{round}}-{{i:D4}}","time":"2026-01-01T0{{hour}}:00:00Z","item":"item-{{i:D4}}","note":"note {{i}}","tags":["a{{i}}"],"sizes":[{{i}}]}""")]);
            driver.Apply(
                $$"""{"type":"touch","id":"t{{round}}","time":"2026-01-01T0{{hour + 1}}:00:00Z","item":"last"}""");
            allocated.Add(driver.Fold.Arenas.First().AllocatedBytes);
        }

        Assert.Equal(allocated[1], allocated[2]);
        Assert.Equal(allocated[2], allocated[3]);
        Assert.Equal(1u, driver.Fold.Entities.CountOf(0));
    }

    [Fact]
    public void AListAsLongAsAnEventMayHave_FitsTheProfile_AndALongerOneIsRefused()
    {
        using FoldDriver driver = new(Market);
        string fits = string.Join(',', Enumerable.Repeat($"\"{new string('x', 6_000)}\"", 10));
        driver.Apply($$"""{"type":"set","id":"1","time":"2026-01-01T00:00:00Z","item":"i","tags":[{{fits}}]}""");
        Assert.Equal(10, driver.Texts("item", "i", "tags").Count);
        string tooLong = string.Join(',', Enumerable.Repeat($"\"{new string('x', 7_000)}\"", 10));
        EventBatch batch = new(driver.Fold.Definition);
        string? error = TestMarket.Parser(driver.Fold.Definition).Parse(
            System.Text.Encoding.UTF8.GetBytes(
                $$"""{"type":"set","id":"2","time":"2026-01-01T00:00:00Z","item":"i","tags":[{{tooLong}}]}"""),
            isCloudEvent: false, batch)?.ToString();
        Assert.Equal($"tags: has more than {EventEncoder.MaxListBytes} bytes", error);
        Assert.Equal(0, batch.Count);
    }

    private static long Allocated(FoldDriver driver) => driver.Fold.Arenas.Sum(a => a.AllocatedBytes);
}
