using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>Attacks on what others see of items: paid orders and praise, one-star reviews.</summary>
internal sealed class ReputationAttacks(
    MarketModel market, PendingQueue queue, Counters counters, Shopping shopping, Attackers attackers)
{
    private const long Second = Shopping.Second;
    private const long Day = Shopping.Day;

    /// <summary>Paid accounts order and praise a seller's item, new ones that share devices and real
    /// shoppers.</summary>
    internal void Brushing(ref SeededRandom random, Pending by)
    {
        int seller = 1 + random.Next(market.Options.SellerCount);
        int item = ItemOf(ref random, seller);
        int accounts = attackers.Hides(ref random) ? 8 + random.Next(16) : 15 + random.Next(25);
        int days = attackers.Hides(ref random) ? 14 : 6;
        Pending shared = attackers.Place(ref random, by with { Item = item }, ownsAccount: false);
        for (int i = 0; i < accounts; i++)
        {
            if (i % 5 == 4)
            {
                shared = attackers.Place(ref random, shared, ownsAccount: false);
            }

            long begins = by.Time + (i * days * 150 * Second);
            Pending account = attackers.Hides(ref random)
                ? attackers.Bought(ref random, by with { Item = item, Time = begins })
                : attackers.Open(ref random, shared with { Time = begins });
            account = account.Other != 0 ? account
                : attackers.SendTo(ref random, account, attackers.Address(ref random, account));
            int orders = 1 + random.Next(3);
            for (int n = 0; n < orders; n++)
            {
                Praise(ref random, account with { Time = begins + (long)(random.NextDouble() * days * Day) });
            }
        }

        attackers.Verdict(ref random, by with { Item = item }, 0.3);
    }

    /// <summary>Many bad reviews of one item within a day by accounts that did not buy it.</summary>
    internal void ReviewBombing(ref SeededRandom random, Pending by)
    {
        int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
        int reviews = attackers.Hides(ref random) ? 12 + random.Next(28) : 25 + random.Next(50);
        int span = attackers.Hides(ref random) ? 150_000 : 14_400;
        Pending shared = attackers.Place(ref random, by with { Item = item }, ownsAccount: false);
        for (int i = 0; i < reviews; i++)
        {
            if (i % 6 == 5)
            {
                shared = attackers.Place(ref random, shared, ownsAccount: false);
            }

            long at = by.Time + (random.Next(60, span) * Second);
            Pending account = attackers.Hides(ref random)
                ? attackers.Bought(ref random, by with { Item = item, Time = at })
                : attackers.Open(ref random, shared with { Time = at });
            queue.Add(account with
            {
                Event = SimulatedEvent.Review,
                Time = at + (random.Next(60, 3_600) * Second),
                Order = ++counters.Order,
                Count = random.NextDouble() >= 0.5 * market.Options.Disguise ? 1 : 2 + random.Next(2),
            });
        }

        queue.Add(by with { Event = SimulatedEvent.ReportAbuse, Time = by.Time + Day, Item = item });
    }

    private void Praise(ref SeededRandom random, Pending buys)
    {
        int day = market.DayAt(buys.Time);
        long at = buys.Time + (10 * Second);
        if (attackers.Hides(ref random))
        {
            at = shopping.LookAround(ref random, buys, buys.Item, day);
        }
        else
        {
            queue.Add(buys with { Event = SimulatedEvent.View, Count = 2 });
        }

        // Who only looks makes the item's conversion ordinary.
        int looks = attackers.Hides(ref random) ? 2 + random.Next(8) : 0;
        for (int i = 0; i < looks; i++)
        {
            queue.Add(buys with
            {
                Event = SimulatedEvent.View,
                Time = at - (random.Next(0, 10) * Second),
                Shopper = 1 + random.Next(market.Options.Shoppers),
                Count = 2 + random.Next(30),
            });
        }

        int order = shopping.Order(ref random, buys with { Time = at + (20 * Second) }, [buys.Item], day);
        if (random.NextDouble() > 0.5 * market.Options.Disguise)
        {
            queue.Add(buys with
            {
                Event = SimulatedEvent.Review,
                Time = at + (long)((1 + (random.NextDouble() * 6)) * Day),
                Order = order,
                Count = random.NextDouble() < 0.3 * market.Options.Disguise ? 4 : 5,
            });
        }
    }

    private int ItemOf(ref SeededRandom random, int seller)
    {
        for (int i = 0; i < 400; i++)
        {
            int item = 1 + random.Next(market.Options.ItemCount);
            if (market.SellerOf(item) == seller)
            {
                return item;
            }
        }

        return 1 + random.Next(market.Options.ItemCount);
    }
}
