using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>What sellers and creators do: register, list items, change prices and stock, promote, broadcast,
/// publish.</summary>
internal sealed class Supply(
    MarketModel market, PendingQueue queue, Counters counters, Shopping shopping, Places places)
{
    private const long OpeningSpacing = 1_000;

    private int _opened;

    private int OpeningEvents =>
        market.Options.SellerCount + market.Options.CreatorCount + market.Options.ItemCount;

    /// <summary>When the first seller registers, given when the marketplace opens for shoppers.</summary>
    internal long OpeningBegin(long start) => start - (OpeningEvents * OpeningSpacing);

    /// <summary>Plans the next event of the opening: all sellers, creators and items, a millisecond apart.</summary>
    /// <returns>False if there is none left.</returns>
    internal bool PlanOpening(long start)
    {
        if (_opened == OpeningEvents)
        {
            return false;
        }

        Pending next = new() { Time = OpeningBegin(start) + (_opened * OpeningSpacing) };
        int number = ++_opened;
        int creator = number - market.Options.SellerCount;
        int item = creator - market.Options.CreatorCount;
        queue.Add(item > 0
            ? next with { Event = SimulatedEvent.ItemListed, Item = item, Cents = market.CentsOn(item, 0), Count = 200 }
            : creator > 0 ? next with { Event = SimulatedEvent.CreatorRegistered, Creator = creator }
            : next with { Event = SimulatedEvent.SellerRegistered, Other = number });
        return true;
    }

    /// <summary>Plans a day.</summary>
    internal void PlanDay(ref SeededRandom random, long dayStart, int day)
    {
        int changes = market.Options.ItemCount / 40;
        for (int i = 0; i < changes; i++)
        {
            int item = 1 + random.Next(market.Options.ItemCount);
            queue.Add(new Pending
            {
                Event = SimulatedEvent.ItemUpdated,
                Time = Within(ref random, dayStart),
                Item = item,
                Cents = market.CentsOn(item, day),
                Count = 50 + random.Next(300),
            });
        }

        for (int i = 0; i < Math.Max(1, market.Options.SellerCount / 14); i++)
        {
            queue.Add(new Pending
            {
                Event = SimulatedEvent.Payout,
                Time = Within(ref random, dayStart),
                Other = 1 + random.Next(market.Options.SellerCount),
                Cents = 10_000 + random.Next(500_000),
            });
        }
    }

    /// <summary>Plans what creators begin in an hour: two in five do something a day, half of them in the evening,
    /// live.</summary>
    internal void PlanHour(ref SeededRandom random, long hourStart, int day, int hour)
    {
        for (int creator = 1; creator <= market.Options.CreatorCount; creator++)
        {
            ulong mix = market.Mix(13, (creator * 4096L) + day);
            bool live = (mix & 1) == 0;
            int begins = live ? 18 + (int)(mix / 2 % 4) : (int)(mix / 2 % 20);
            if (begins == hour && mix / 1024 % 5 < 2)
            {
                PlanCreator(ref random, creator, hourStart, day, live);
            }
        }
    }

    private static long Within(ref SeededRandom random, long dayStart) =>
        dayStart + (long)(random.NextDouble() * Shopping.Day);

    private void PlanCreator(ref SeededRandom random, int creator, long hourStart, int day, bool live)
    {
        int topic = market.TopicOf(creator);
        int item = market.PickItem(ref random, topic);
        long at = hourStart + (random.Next(3600) * Shopping.Second);
        int promotion = ++counters.Promotion;
        Pending by = new() { Time = at, Creator = creator, Item = item };
        int audience = 3 + random.Next(3 + Math.Min(200, market.Options.Shoppers / 50));
        if (live)
        {
            int room = ++counters.Room;
            queue.Add(by with { Event = SimulatedEvent.LiveStart, Other = room });
            queue.Add(by with
            {
                Event = SimulatedEvent.Promote,
                Time = at + Shopping.Second,
                Other = promotion,
                Order = room,
            });
            Pending watched = by with { Event = SimulatedEvent.LiveView, Other = room, Promotion = promotion };
            Watch(ref random, watched, audience, topic, day, canBuy: true);
        }
        else
        {
            int video = ++counters.Video;
            queue.Add(by with { Event = SimulatedEvent.VideoPublished, Other = video });
            queue.Add(by with { Event = SimulatedEvent.Promote, Time = at + Shopping.Second, Other = promotion });
            Pending watched = by with { Event = SimulatedEvent.VideoView, Other = video };
            Watch(ref random, watched, audience, topic, day, canBuy: false);
        }
    }

    // Those who like the creator's topic come, stay and buy more.
    private void Watch(ref SeededRandom random, Pending by, int audience, int topic, int day, bool canBuy)
    {
        for (int i = 0; i < audience; i++)
        {
            int shopper = 1 + random.Next(market.Options.Shoppers);
            double taste = market.TasteFor(shopper, topic, day);
            if (random.NextDouble() > 0.2 + taste)
            {
                continue;
            }

            int seconds = (int)Math.Clamp(Math.Exp(2.5 + (1.5 * taste) + (random.NextGaussian() * 0.9)), 1, 3600);
            Pending place = places.Own(ref random, shopper, by.Time, day);
            Pending view = by with
            {
                Time = by.Time + (random.Next(30, 3000) * Shopping.Second),
                Shopper = shopper,
                Count = seconds,
                Flag = seconds > 40,
                Device = place.Device,
                Ip = place.Ip,
            };
            queue.Add(view);
            if (random.NextDouble() < 0.02)
            {
                queue.Add(view with { Event = SimulatedEvent.Follow, Time = view.Time + Shopping.Second });
            }

            if (canBuy && random.NextDouble() < 0.04 + (0.10 * taste * market.ItemQuality[by.Item]))
            {
                Pending buys = view with { Time = view.Time + (10 * Shopping.Second), Other = 0 };
                int order = shopping.Order(ref random, buys, [by.Item], day);
                queue.Add(view with
                {
                    Event = SimulatedEvent.LiveSale,
                    Time = buys.Time + 2,
                    Order = order,
                    Cents = market.CentsOn(by.Item, day),
                });
            }
        }
    }
}
