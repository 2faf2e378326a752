using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>What attackers do, by <see cref="AbusePattern"/>. Attacks change over the run: amounts that test a card
/// grow, rings get smaller, and one kind starts late.</summary>
internal sealed class Attacks(MarketModel market, PendingQueue queue, Counters counters, Shopping shopping)
{
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
        Pending thief = by with { Device = counters.NewExtra(), Ip = counters.NewExtra(), Other = counters.NewExtra() };
        thief = thief with { Shopper = NewAccount(ref random, thief), Card = counters.NewExtra() };
        queue.Add(thief with { Event = SimulatedEvent.CardAdded, Time = by.Time + (15 * Second) });
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
                Flag = true,
                Cents = 100 + random.Next(200 + (day * 10)),
            });
        }

        int spends = 1 + random.Next(3);
        for (int i = 0; i < spends; i++)
        {
            at += random.Next(120, 2400) * Second;
            Spend(ref random, thief with { Time = at }, day, 0.85);
        }
    }

    private void Takeover(ref SeededRandom random, Pending by, int day)
    {
        int victim = 1 + random.Next(market.Options.Shoppers);
        Pending thief = by with
        {
            Shopper = victim,
            Device = counters.NewExtra(),
            Ip = counters.NewExtra(),
            Other = counters.NewExtra(),
        };
        long at = by.Time;
        int guesses = random.Next(6);
        for (int i = 0; i < guesses; i++, at += random.Next(3, 20) * Second)
        {
            queue.Add(thief with { Event = SimulatedEvent.Login, Time = at, Count = 1, Flag = false });
        }

        queue.Add(thief with { Event = SimulatedEvent.Login, Time = at, Count = 1, Flag = true });
        queue.Add(thief with { Event = SimulatedEvent.PasswordChange, Time = at + (60 * Second) });
        queue.Add(thief with { Event = SimulatedEvent.AddressAdded, Time = at + (120 * Second) });
        int spends = 1 + random.Next(3);
        for (int i = 0; i < spends; i++)
        {
            long spentAt = at + ((300 + (i * 900L)) * Second);
            Spend(ref random, thief with { Time = spentAt, Card = MarketModel.CardOf(victim) }, day, 0.8);
        }

        Verdict(ref random, thief, 0.5);
    }

    private void RefundAbuse(ref SeededRandom random, Pending by, int day)
    {
        int shopper = 1 + random.Next(market.Options.Shoppers);
        Pending abuser = by with
        {
            Shopper = shopper,
            Device = market.DeviceOf(shopper, day, second: false),
            Ip = MarketModel.IpOf(shopper),
        };
        int orders = 4 + random.Next(6);
        for (int i = 0; i < orders; i++)
        {
            long at = by.Time + (long)((i * 2.5 * Day) + (random.NextDouble() * Day));
            int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
            int order = shopping.Order(ref random, abuser with { Time = at }, [item], day);
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
        Pending ring = by with
        {
            Device = counters.NewExtra(),
            Ip = counters.NewExtra(),
            Coupon = MarketModel.CouponOn(day),
        };
        int[] addresses = [counters.NewExtra(), counters.NewExtra()];
        long at = by.Time;
        for (int i = 0; i < accounts; i++, at += random.Next(60, 400) * Second)
        {
            Pending account = ring with { Time = at };
            account = account with { Shopper = NewAccount(ref random, account) };
            queue.Add(account with
            {
                Event = SimulatedEvent.CouponClaim,
                Time = at + (30 * Second),
                Cents = Shopping.CouponCents,
            });
            if (random.NextDouble() < 0.7)
            {
                int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
                int address = addresses[random.Next(addresses.Length)];
                Pending buys = account with { Time = at + (600 * Second), Other = address };
                shopping.Order(ref random, buys, [item], day);
            }
        }

        Verdict(ref random, ring, 0.4);
    }

    private void Brushing(ref SeededRandom random, Pending by, int day)
    {
        int seller = 1 + random.Next(market.Options.SellerCount);
        int item = ItemOf(ref random, seller);
        int accounts = 15 + random.Next(25);
        int[] devices = new int[3 + random.Next(3)];
        for (int i = 0; i < devices.Length; i++)
        {
            devices[i] = counters.NewExtra();
        }

        int address = counters.NewExtra();
        for (int i = 0; i < accounts; i++)
        {
            int device = devices[random.Next(devices.Length)];
            Pending account = by with
            {
                Time = by.Time + (i * 600 * Second),
                Device = device,
                Ip = device,
                Item = item,
                Other = address,
            };
            account = account with { Shopper = NewAccount(ref random, account) };
            int orders = 1 + random.Next(3);
            for (int n = 0; n < orders; n++)
            {
                long at = account.Time + (30 * Second) + (long)(random.NextDouble() * 6 * Day);
                Pending buys = account with { Time = at };
                queue.Add(buys with { Event = SimulatedEvent.View, Count = 2 });
                int order = shopping.Order(
                    ref random, buys with { Time = at + (20 * Second), Card = device }, [item], day);
                long reviewed = at + (long)((1 + random.NextDouble()) * Day);
                queue.Add(buys with { Event = SimulatedEvent.Review, Time = reviewed, Order = order, Count = 5 });
            }
        }

        Verdict(ref random, by with { Item = item }, 0.3);
    }

    private void ReviewBombing(ref SeededRandom random, Pending by, int day)
    {
        int item = market.PickItem(ref random, day % Words.Categories.Length);
        int[] devices = new int[8];
        for (int i = 0; i < devices.Length; i++)
        {
            devices[i] = counters.NewExtra();
        }

        int reviews = 25 + random.Next(50);
        for (int i = 0; i < reviews; i++)
        {
            int device = devices[i % devices.Length];
            Pending account = by with
            {
                Time = by.Time + (random.Next(60, 14_400) * Second),
                Device = device,
                Ip = device,
                Item = item,
            };
            account = account with { Shopper = NewAccount(ref random, account) };
            queue.Add(account with
            {
                Event = SimulatedEvent.Review,
                Time = account.Time + (120 * Second),
                Order = ++counters.Order,
                Count = 1,
            });
        }

        queue.Add(by with { Event = SimulatedEvent.ReportAbuse, Time = by.Time + Day, Item = item });
    }

    private void CartStuffing(ref SeededRandom random, Pending by, int day)
    {
        int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
        int device = counters.NewExtra();
        int clicks = 150 + random.Next(150);
        for (int i = 0; i < clicks; i++)
        {
            Pending click = by with
            {
                Time = by.Time + (random.Next(1, 7200) * Second),
                Shopper = 1 + random.Next(market.Options.Shoppers),
                Device = device,
                Item = item,
            };
            queue.Add(click with { Event = SimulatedEvent.View, Count = 1 });
            queue.Add(click with
            {
                Event = SimulatedEvent.AddToCart,
                Time = click.Time + Second,
                Count = 1 + random.Next(5),
                Cents = market.CentsOn(item, day),
            });
        }

        Verdict(ref random, by with { Item = item }, 0.3);
    }

    private int NewAccount(ref SeededRandom random, Pending by)
    {
        int account = market.Options.Shoppers + ++counters.Account;
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

        int order = shopping.Order(ref random, thief, [best], day);
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
            queue.Add(about with
            {
                Event = SimulatedEvent.CaseVerdict,
                Count = ++counters.Case,
                Time = about.Time + (long)((3 + (random.NextDouble() * 9)) * Day),
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
