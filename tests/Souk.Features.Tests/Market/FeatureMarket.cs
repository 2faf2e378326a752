using System.Globalization;
using System.Text;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Tests.Market;

/// <summary>A small market with every aggregate and every kind of key, and random events of it.</summary>
internal static class FeatureMarket
{
    internal const string Head = """
        name: features
        base_currency: EUR
        id_horizon: 30d
        entities:
          shopper: { attributes: { country: text } }
          item: { attributes: { category: text, seller: seller } }
          seller: {}
          device: { retain: 3h }
        events:
          listed:
            fields: { item: item, category: text, seller: seller }
            updates: { item: { category: event.category, seller: event.seller } }
          view:
            fields: { shopper: shopper, item: item, device: device?, seconds: number?, query: text? }
          order:
            fields: { shopper: shopper, item: item, device: device?, amount: money, quantity: whole, gift: flag }

        """;

    internal const string Features = """
        features:
          shopper.views: { on: view, count: true, windows: [10s, 1m, 1h, ever] }
          shopper.actions: { on: [view, order], count: true, windows: [1m, 1h] }
          shopper.spend: { on: order, sum: event.amount, windows: [1m, 1h, ever] }
          shopper.gifts: { on: order, sum: event.amount, where: event.gift, windows: [1h] }
          shopper.mean_amount: { on: order, mean: event.amount, windows: [1m, 1h] }
          shopper.spread: { on: order, stddev: event.amount, windows: [1h] }
          shopper.seconds: { on: view, sum: event.seconds, windows: [1m, 1h] }
          shopper.seconds_variance: { on: view, variance: event.seconds, windows: [1h, ever] }
          shopper.largest: { on: order, max: event.amount, windows: [1m, 1h, ever] }
          shopper.smallest: { on: order, min: event.quantity, windows: [1m, 1h] }
          shopper.first_item: { on: view, first: event.item, windows: [1m, ever] }
          shopper.last_query: { on: view, last: event.query, windows: [1h] }
          shopper.since_first: { on: view, time_since_first: true, windows: [1m, ever] }
          shopper.since_last: { on: view, time_since_last: true, windows: [1h, ever] }
          shopper.categories: { on: view, distinct: item.category, windows: [10s, 1m, ever] }
          shopper.items: { on: [view, order], distinct: event.item, windows: [1m, 1h] }
          shopper.recent: { on: view, last_n: event.item, n: 3, windows: [1m, ever] }
          shopper.likes:
            { on: [view, order], top_k: item.category, weight: "event.type == 'order' ? 4.0 : 1.0", half_life: 30m, k: 2 }
          shopper.interest: { on: view, decayed: event.seconds, half_life: 1m }
          shopper.past_views: { on: view, count: true, windows: [1m, 1h], delay: 30s }
          shopper.order_rate: { ratio: [shopper.actions, shopper.views], windows: [1m, 1h] }
          shopper.score: { derived: "shopper.views.1m > 0 ? shopper.spend.1h / double(shopper.views.1m) : -1.0" }
          shopper.jump: { derived: "has(shopper.mean_amount.1h) ? shopper.score / shopper.mean_amount.1h : 0.0" }
          category.orders: { on: order, by: [item.category], count: true, windows: [1m, 1h] }
          taste: { on: [view, order], by: [shopper, item.category], decayed: "1.0", half_life: 1h }
          pair.spend: { on: order, by: [shopper, item.seller], sum: event.amount, windows: [1h, ever] }
          query.views: { on: view, by: [query], count: true, windows: [1m] }
          basket.orders: { on: order, by: [quantity, gift], count: true, windows: [1m, 1h] }
          device.shoppers: { on: [view, order], distinct: event.shopper, windows: [1m, 1h] }
          device.all_shoppers: { on: [view, order], distinct: event.shopper }

        """;

    internal static readonly LogTime Start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    internal static MarketplaceDefinition Definition { get; } = Parse(Head + Features);

    internal static MarketplaceDefinition Parse(string text) => DefinitionLoader.Parse(text, "features.yaml").OrThrow();

    internal static SoukEngine Open(
        string folder, string? definition = Head + Features, bool snapshotOnClose = false) =>
        SoukEngine.Open(new EngineOptions
        {
            Folder = folder,
            DefinitionText = definition,
            Projections = [new FeatureEngineFactory()],
            SnapshotOnClose = snapshotOnClose,
        });

    internal static async Task Submit(
        SoukEngine engine, IEnumerable<MarketEvent> events, Acknowledgement acknowledgement = Acknowledgement.Durable)
    {
        EventBatch batch = new(engine.Definition);
        EventEncoder encoder = new();
        foreach (MarketEvent e in events)
        {
            e.Encode(encoder, engine.Definition, batch);
        }

        Assert.True(engine.TrySubmit(batch, acknowledgement, out Task<SubmitResult> answer));
        await answer;
    }

    internal static List<MarketEvent> Random(int seed, int count)
    {
        Random random = new(seed);
        List<MarketEvent> events = [];
        long time = Start.Microseconds;
        for (int i = 1; i <= count; i++)
        {
            time += random.Next(8) switch
            {
                0 or 1 => 0,
                2 => 10_000_000,
                3 => random.Next(30) == 0 ? 14_400_000_000 : 60_000_000,
                _ => random.NextInt64(8_000_000),
            };
            events.Add(Next(random, i, time));
        }

        return events;
    }

    /// <summary>What the state is made of, to compare two folds by.</summary>
    internal static byte[] StateOf(Fold fold)
    {
        foreach (IProjection projection in fold.Projections)
        {
            projection.Flush();
        }

        using MemoryStream all = new();
        foreach (Arena arena in fold.Arenas.Where(a => a.Name is "entities" or "features"))
        {
            if (arena.Name == "entities")
            {
                // Where the last snapshot noted its position and time; a fold without snapshots has none.
                arena.SetRoot(16, 0);
                arena.SetRoot(17, 0);
            }

            for (int page = 0; page < arena.PageCount; page++)
            {
                all.Write(arena.Page(page));
            }
        }

        return all.ToArray();
    }

    private static MarketEvent Next(Random random, int number, long time)
    {
        int item = random.Next(6);
        return new MarketEvent
        {
            Type = random.Next(10) switch { 0 => "listed", < 6 => "view", _ => "order" },
            Id = number.ToString(CultureInfo.InvariantCulture),
            Time = time,
            Shopper = $"s{random.Next(4)}",
            Item = $"i{item}",
            Device = random.Next(3) == 0 ? null : $"d{random.Next(3)}",
            Category = $"c{random.Next(3)}",
            Seller = $"m{random.Next(2)}",
            Seconds = random.Next(4) == 0 ? null : random.Next(1, 10_000) / 7.0,
            Query = random.Next(2) == 0 ? null : $"q{random.Next(4)}",
            Amount = Money.FromUnits(random.Next(1, 1_000_000)),
            Quantity = random.Next(1, 5),
            Gift = random.Next(3) == 0,
        };
    }
}
