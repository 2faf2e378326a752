using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Graph.Links;
using Souk.Log;

namespace Souk.Graph.Tests.Links;

/// <summary>A small marketplace with links, and random events of it.</summary>
internal static class LinkMarket
{
    internal const string Text = """
        name: links
        base_currency: EUR
        entities: { shopper: , device: , card: , address: , ip: { retain: 1h } }
        events:
          login: { fields: { shopper: shopper, device: device?, ip: ip?, success: { type: flag, default: true } } }
          payment: { fields: { shopper: shopper, device: device?, card: card?, address: address?, ip: ip? } }
          chargeback: { fields: { shopper: shopper, card: card? } }
        links:
          strong: 2
          carriers:
            device: { weight: 4, hub: 4, ttl: 20m }
            card: { weight: 5, hub: 3 }
            address: { weight: 2, ttl: 30m, group: home }
            ip: { hub: 5, ttl: 10m, group: home }
          events:
            login: { subject: shopper, where: event.success }
            payment: shopper
          bad: { chargeback: shopper }
        """;

    internal static readonly string[] CarrierNames = ["device", "card", "address", "ip"];

    internal static readonly LogTime Start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    internal static MarketplaceDefinition Definition { get; } = DefinitionLoader.Parse(Text, "links.yaml").OrThrow();

    internal static long LifeOf(string kind) => kind switch
    {
        "device" => 20 * 60_000_000L,
        "address" => 30 * 60_000_000L,
        "ip" => 10 * 60_000_000L,
        _ => long.MaxValue / 2,
    };

    internal static int HubOf(string kind) => kind switch { "device" => 4, "card" => 3, "ip" => 5, _ => 20 };

    internal static double WeightOf(string kind) => kind switch { "device" => 4, "card" => 5, "address" => 2, _ => 1 };

    internal static string GroupOf(string kind) => kind is "address" or "ip" ? "home" : kind;

    internal static SoukEngine Open(string folder, string? text = Text) => SoukEngine.Open(new EngineOptions
    {
        Folder = folder,
        DefinitionText = text,
        Projections = [new LinkProjectionFactory()],
        SnapshotOnClose = false,
    });

    internal static async Task Submit(SoukEngine engine, IEnumerable<LinkEventRow> events)
    {
        EventBatch batch = new(engine.Definition);
        EventEncoder encoder = new();
        foreach (LinkEventRow e in events)
        {
            e.Encode(encoder, engine.Definition, batch);
        }

        Assert.True(engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer));
        await answer;
    }

    internal static List<LinkEventRow> Random(int seed, int count, int shoppers)
    {
        Random random = new(seed);
        List<LinkEventRow> events = [];
        long time = Start.Microseconds;
        for (int i = 0; i < count; i++)
        {
            time += random.Next(40) == 0 ? 900_000_000 : random.NextInt64(40_000_000);
            string? Some(string prefix, int kinds) => random.Next(3) == 0 ? null : $"{prefix}{random.Next(kinds)}";
            events.Add(new LinkEventRow(
                random.Next(20) switch { 0 => "chargeback", < 8 => "login", _ => "payment" }, i, time,
                $"s{random.Next(shoppers)}")
            {
                Device = Some("d", shoppers * 2 / 3),
                Card = Some("c", shoppers),
                Address = Some("a", shoppers / 2),
                Ip = Some("i", shoppers / 3),
                Success = random.Next(4) > 0,
            });
        }

        return events;
    }

    internal static byte[] StateOf(Fold fold)
    {
        LinkProjection links = fold.Projection<LinkProjection>();
        links.Flush();
        using MemoryStream all = new();
        Arena arena = links.Arena;
        for (int page = 0; page < arena.PageCount; page++)
        {
            all.Write(arena.Page(page));
        }

        return all.ToArray();
    }
}
