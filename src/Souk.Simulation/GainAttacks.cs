using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>Attacks on what the marketplace gives away: refunds and coupons.</summary>
internal sealed class GainAttacks(
    MarketModel market, PendingQueue queue, Shopping shopping, Attackers attackers)
{
    private const long Second = Shopping.Second;
    private const long Day = Shopping.Day;

    /// <summary>A shopper orders and again and again asks for the money back.</summary>
    internal void RefundAbuse(ref SeededRandom random, Pending by)
    {
        Pending abuser = attackers.Bought(ref random, by);
        int orders = 3 + random.Next(6);
        long at = by.Time;
        for (int i = 0; i < orders; i++)
        {
            int day = market.DayAt(at);
            int item = market.PickItem(ref random, market.PickCategory(ref random, abuser.Shopper, day));
            long chosen = shopping.LookAround(ref random, abuser with { Time = at }, item, day);
            int order = shopping.Order(
                ref random, abuser with { Time = chosen + (random.Next(20, 300) * Second) }, [item], day);
            if (random.NextDouble() > 0.4 * market.Options.Disguise)
            {
                Claim(ref random, abuser with
                {
                    Time = chosen + (long)((3 + (random.NextDouble() * 6)) * Day),
                    Item = item,
                    Order = order,
                    Cents = market.CentsOn(item, day),
                });
            }

            at += (long)((0.5 + (random.NextDouble() * (attackers.Hides(ref random) ? 7 : 2))) * Day);
        }

        attackers.Verdict(ref random, abuser with { Time = at + (10 * Day), Item = 0 }, 0.6);
    }

    /// <summary>Many accounts, most of them opened for it, claim coupons; gangs keep a few devices and addresses for
    /// it.</summary>
    internal void CouponFarm(ref SeededRandom random, Pending by, int day)
    {
        // Farms shrink over time, as attackers learn what is noticed.
        int accounts = Math.Max(6, 24 - (day / 4)) + random.Next(8);
        int gap = attackers.Hides(ref random) ? 9_000 : 400;
        Pending ring = attackers.Place(ref random, by, ownsAccount: false) with
        {
            Coupon = MarketModel.CouponOn(day),
        };
        int left = 0;
        long at = by.Time;
        for (int i = 0; i < accounts; i++, at += random.Next(60, gap) * Second, left--)
        {
            if (left <= 0)
            {
                // A device makes many accounts where nobody hides, else a few.
                ring = attackers.Place(ref random, ring, ownsAccount: false);
                ring = ring with { Other = attackers.Address(ref random, ring) };
                left = attackers.Hides(ref random) ? 1 + random.Next(3) : 8;
            }

            Farm(ref random, ring with { Time = at }, day);
        }

        attackers.Verdict(ref random, ring, 0.4);
    }

    private void Farm(ref SeededRandom random, Pending ring, int day)
    {
        Pending account = attackers.Hides(ref random) && random.Next(3) > 0
            ? attackers.Bought(ref random, ring) : attackers.Open(ref random, ring);
        account = attackers.SendTo(ref random, account, account.Other != 0 ? account.Other : ring.Other);
        long at = ring.Time
            + ((attackers.Hides(ref random) ? random.Next(600, 700_000) : random.Next(30, 300)) * Second);
        queue.Add(account with { Event = SimulatedEvent.CouponClaim, Time = at, Cents = Shopping.CouponCents });
        if (random.NextDouble() < 0.7)
        {
            int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
            at = shopping.LookAround(ref random, account with { Time = at + (60 * Second) }, item, day);
            shopping.Order(ref random, account with { Time = at + (100 * Second) }, [item], day);
        }
    }

    private void Claim(ref SeededRandom random, Pending claim)
    {
        queue.Add(claim with { Event = SimulatedEvent.RefundRequest });
        if (random.NextDouble() < 0.3 * market.Options.Disguise)
        {
            queue.Add(claim with { Event = SimulatedEvent.Return, Time = claim.Time + Day });
        }

        queue.Add(claim with { Event = SimulatedEvent.Refund, Time = claim.Time + (2 * Day) });
    }
}
