using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>What attackers do, by <see cref="AbusePattern"/>. Attacks change over the run: amounts that test a card grow,
/// rings get smaller, and one kind starts late.</summary>
internal sealed class Attacks(MarketModel market, PendingQueue queue, Counters counters, Shopping shopping)
{
    /// <summary>Numbers of devices, cards and addresses that belong to attackers start here.</summary>
    internal const int ExtraBase = 100_000_000;

    private const long Second = Shopping.Second;
    private const long Day = Shopping.Day;

    /// <summary>Plans the attacks that begin on a day.</summary>
    internal void PlanDay(ref SeededRandom random, long dayStart, int day)
    {
        // For 10,000 shoppers: about 3 stolen cards, 2 takeovers, 1 abuser of refunds a day, the others every few days.
        double scale = market.Options.Abuse * market.Options.Shoppers / 10_000;
        Repeat(ref random, 3.0 * scale, dayStart, day, AbusePattern.StolenCard);
        Repeat(ref random, 2.0 * scale, dayStart, day, AbusePattern.AccountTakeover);
        Repeat(ref random, 1.0 * scale, dayStart, day, AbusePattern.RefundAbuse);
        Repeat(ref random, 0.3 * scale, dayStart, day, AbusePattern.CouponFarm);
        Repeat(ref random, 0.3 * scale, dayStart, day, AbusePattern.Brushing);
        Repeat(ref random, 0.2 * scale, dayStart, day, AbusePattern.ReviewBombing);
        if (market.Options.NewPatternDay >= 0 && day >= market.Options.NewPatternDay)
        {
            Repeat(ref random, 0.6 * scale, dayStart, day, AbusePattern.CartStuffing);
        }
    }

    private void Repeat(ref SeededRandom random, double mean, long dayStart, int day, AbusePattern pattern)
    {
        int count = (int)mean + (random.NextDouble() < mean - (int)mean ? 1 : 0);
        for (int i = 0; i < count; i++)
        {
            Pending by = new()
            {
                Time = dayStart + (long)(random.NextDouble() * 0.8 * Day),
                Pattern = pattern,
                Campaign = ++counters.Campaign,
            };
            Start(ref random, by, day);
        }
    }

    private void Start(ref SeededRandom random, Pending by, int day)
    {
        switch (by.Pattern)
        {
            case AbusePattern.StolenCard:
                StolenCard(ref random, by, day);
                break;
            case AbusePattern.AccountTakeover:
                Takeover(ref random, by, day);
                break;
            case AbusePattern.RefundAbuse:
                RefundAbuse(ref random, by, day);
                break;
            case AbusePattern.CouponFarm:
                CouponFarm(ref random, by, day);
                break;
            case AbusePattern.Brushing:
                Brushing(ref random, by, day);
                break;
            case AbusePattern.ReviewBombing:
                ReviewBombing(ref random, by, day);
                break;
            default:
                CartStuffing(ref random, by, day);
                break;
        }
    }

    private void StolenCard(ref SeededRandom random, Pending by, int day)
    {
        int card = ExtraBase + ++counters.Extra;
        Pending thief = by with { Shopper = NewAccount(ref random, by), Card = card, Device = ExtraBase + ++counters.Extra, Ip = ExtraBase + counters.Extra };
        queue.Add(thief with { Event = SimulatedEvent.CardAdded });
        int tests = 2 + random.Next(4);
        long at = by.Time;
        for (int i = 0; i < tests; i++)
        {
            at += random.Next(20, 90) * Second;
            bool failed = random.NextDouble() < 0.4;
            queue.Add(thief with
            {
                Event = failed ? SimulatedEvent.PaymentFailed : SimulatedEvent.Payment,
                Time = at,
                Order = ++counters.Order,
                Cents = 100 + random.Next(200 + (day * 10)),
            });
        }

        for (int i = 0; i < 1 + random.Next(3); i++)
        {
            at += random.Next(120, 2400) * Second;
            Spend(ref random, thief with { Time = at }, day, 0.85);
        }
    }

    private void Takeover(ref SeededRandom random, Pending by, int day)
    {
        int victim = 1 + random.Next(market.Options.Shoppers);
        Pending thief = by with { Shopper = victim, Device = ExtraBase + ++counters.Extra, Ip = ExtraBase + counters.Extra };
        long at = by.Time;
        for (int i = 0; i < random.Next(6); i++, at += random.Next(3, 20) * Second)
        {
            queue.Add(thief with { Event = SimulatedEvent.Login, Time = at, Flag = false });
        }

        queue.Add(thief with { Event = SimulatedEvent.Login, Time = at, Flag = true });
        queue.Add(thief with { Event = SimulatedEvent.PasswordChange, Time = at + (60 * Second) });
        queue.Add(thief with { Event = SimulatedEvent.AddressAdded, Time = at + (120 * Second), Other = ExtraBase + counters.Extra });
        for (int i = 0; i < 1 + random.Next(3); i++)
        {
            Spend(ref random, thief with { Time = at + ((300 + (i * 900L)) * Second), Card = MarketModel.CardOf(victim) }, day, 0.8);
        }

        Verdict(ref random, thief, 0.5);
    }

    private void RefundAbuse(ref SeededRandom random, Pending by, int day)
    {
        int shopper = 1 + random.Next(market.Options.Shoppers);
        Pending abuser = by with { Shopper = shopper, Device = MarketModel.DeviceOf(shopper), Ip = MarketModel.IpOf(shopper) };
        for (int i = 0; i < 4 + random.Next(6); i++)
        {
            long at = by.Time + (long)((i * 2.5 * Day) + (random.NextDouble() * Day));
            int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
            int order = shopping.Order(ref random, abuser with { Time = at }, [item], day, 0);
            Pending claim = abuser with { Item = item, Order = order, Cents = market.CentsOn(item, day) };
            queue.Add(claim with { Event = SimulatedEvent.RefundRequest, Time = at + (4 * Day) });
            queue.Add(claim with { Event = SimulatedEvent.Refund, Time = at + (6 * Day) });
        }

        Verdict(ref random, abuser with { Time = by.Time + (20 * Day) }, 0.6);
    }

    private void CouponFarm(ref SeededRandom random, Pending by, int day)
    {
        // Rings shrink over time, as attackers learn what is noticed.
        int accounts = Math.Max(6, 30 - (day / 4)) + random.Next(8);
        int device = ExtraBase + ++counters.Extra;
        int coupon = ++counters.Coupon;
        for (int i = 0; i < accounts; i++)
        {
            Pending account = by with
            {
                Time = by.Time + (i * random.Next(60, 400) * Second),
                Device = device,
                Ip = device,
            };
            account = account with { Shopper = NewAccount(ref random, account) };
            queue.Add(account with { Event = SimulatedEvent.CouponClaim, Time = account.Time + (30 * Second), Other = coupon, Cents = 1000 });
            if (random.NextDouble() < 0.7)
            {
                int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
                Pending buys = account with { Time = account.Time + (600 * Second), Card = device };
                int order = shopping.Order(ref random, buys, [item], day, 0);
                queue.Add(buys with { Event = SimulatedEvent.CouponRedeem, Time = buys.Time + 3, Other = coupon, Order = order, Cents = 1000 });
            }
        }

        Verdict(ref random, by with { Device = device }, 0.4);
    }

    private void Brushing(ref SeededRandom random, Pending by, int day)
    {
        int seller = 1 + random.Next(market.Options.SellerCount);
        int item = ItemOf(ref random, seller);
        int accounts = 15 + random.Next(25);
        int[] paid = new int[accounts];
        int devices = 3 + random.Next(3);
        int firstDevice = ExtraBase + counters.Extra + 1;
        counters.Extra += devices;
        for (int i = 0; i < accounts; i++)
        {
            int device = firstDevice + random.Next(devices);
            Pending account = by with { Time = by.Time + (i * 600 * Second), Device = device, Ip = device };
            paid[i] = NewAccount(ref random, account);
            for (int n = 0; n < 1 + random.Next(3); n++)
            {
                long at = account.Time + (long)(random.NextDouble() * 6 * Day);
                Pending buys = account with { Time = at, Shopper = paid[i], Item = item };
                queue.Add(buys with { Event = SimulatedEvent.View, Count = 2 });
                int order = shopping.Order(ref random, buys with { Time = at + (20 * Second), Card = device }, [item], day, 0);
                queue.Add(buys with { Event = SimulatedEvent.Review, Time = at + (long)((1 + random.NextDouble()) * Day), Order = order, Count = 5 });
            }
        }

        Verdict(ref random, by with { Item = item, Other = seller }, 0.3);
    }

    private void ReviewBombing(ref SeededRandom random, Pending by, int day)
    {
        int item = market.PickItem(ref random, day % Words.Categories.Length);
        for (int i = 0; i < 25 + random.Next(50); i++)
        {
            int device = ExtraBase + counters.Extra + 1 + (i % 8);
            Pending account = by with { Time = by.Time + (random.Next(60, 14_400) * Second), Device = device, Ip = device, Item = item };
            account = account with { Shopper = NewAccount(ref random, account) };
            queue.Add(account with { Event = SimulatedEvent.Review, Time = account.Time + (120 * Second), Order = ++counters.Order, Count = 1 });
        }

        counters.Extra += 8;
        queue.Add(by with { Event = SimulatedEvent.ReportAbuse, Time = by.Time + Day, Item = item });
    }

    private void CartStuffing(ref SeededRandom random, Pending by, int day)
    {
        int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
        int device = ExtraBase + ++counters.Extra;
        for (int i = 0; i < 150 + random.Next(150); i++)
        {
            Pending click = by with
            {
                Time = by.Time + (random.Next(1, 7200) * Second),
                Shopper = 1 + random.Next(market.Options.Shoppers),
                Device = device,
                Item = item,
            };
            queue.Add(click with { Event = SimulatedEvent.View, Count = 1 });
            queue.Add(click with { Event = SimulatedEvent.AddToCart, Time = click.Time + Second, Count = 1 + random.Next(5), Cents = market.CentsOn(item, day) });
        }

        Verdict(ref random, by with { Item = item }, 0.3);
    }

    private int NewAccount(ref SeededRandom random, Pending by)
    {
        int account = market.Options.Shoppers + ++counters.FakeShopper;
        queue.Add(by with { Event = SimulatedEvent.SignUp, Shopper = account, Flag = random.Next(2) == 0 });
        return account;
    }

    private void Spend(ref SeededRandom random, Pending thief, int day, double chargebackChance)
    {
        int best = 0;
        for (int i = 0; i < 6; i++)
        {
            int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
            best = best == 0 || market.CentsOn(item, day) > market.CentsOn(best, day) ? item : best;
        }

        int order = shopping.Order(ref random, thief, [best], day, 0);
        if (random.NextDouble() < chargebackChance)
        {
            // The holder sees the statement after one to eight weeks; most within three.
            double days = 7 + Math.Min(53, -10 * Math.Log(1 - random.NextDouble()));
            queue.Add(thief with
            {
                Event = SimulatedEvent.Chargeback,
                Time = thief.Time + (long)(days * Day),
                Order = order,
                Cents = market.CentsOn(best, day),
            });
        }
    }

    private void Verdict(ref SeededRandom random, Pending about, double chance)
    {
        if (random.NextDouble() < chance)
        {
            queue.Add(about with { Event = SimulatedEvent.CaseVerdict, Time = about.Time + (long)((3 + (random.NextDouble() * 9)) * Day) });
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
