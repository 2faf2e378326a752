using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>Kinds of attack that were not there before a day. Some are on one thing at one place, some by many people
/// who have nothing else in common.</summary>
internal sealed class NewAttacks(
    MarketModel market, PendingQueue queue, Counters counters, Shopping shopping, Attackers attackers)
{
    private const long Second = Shopping.Second;
    private const long Day = Shopping.Day;
    private const int Hour = 3_600;

    /// <summary>Starts an attack of the kind that is new.</summary>
    internal void Start(ref SeededRandom random, Pending by)
    {
        switch (by.Pattern)
        {
            case AbusePattern.RefundTrick:
                RefundTrick(ref random, by);
                break;
            case AbusePattern.SelfReferral:
                SelfReferral(ref random, by);
                break;
            case AbusePattern.TipLaundering:
                TipLaundering(ref random, by);
                break;
            case AbusePattern.CredentialStuffing:
                CredentialStuffing(ref random, by);
                break;
            default:
                CartStuffing(ref random, by);
                break;
        }
    }

    // Carts are filled with an item in the names of many shoppers, to raise it on trending surfaces.
    private void CartStuffing(ref SeededRandom random, Pending by)
    {
        int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
        int carts = 60 + random.Next(90);
        Pending shared = attackers.Place(ref random, by with { Item = item }, ownsAccount: false);
        for (int i = 0; i < carts; i++)
        {
            long at = by.Time + (random.Next(1, 30_000) * Second);
            Pending click = shared with { Time = at, Shopper = 1 + random.Next(market.Options.Shoppers) };
            queue.Add(click with { Event = SimulatedEvent.View, Count = 1 + random.Next(20) });
            queue.Add(click with
            {
                Event = SimulatedEvent.AddToCart,
                Time = at + (random.Next(1, 20) * Second),
                Count = 1 + Places.Again(ref random, 0.4, 4),
                Cents = market.CentsOn(item, market.DayAt(at)),
            });
        }

        attackers.Verdict(ref random, by with { Item = item }, 0.3);
    }

    // Real shoppers at home, each with an order of their own. Who hides waits with the claim, or is less harsh.
    private void RefundTrick(ref SeededRandom random, Pending by)
    {
        int people = 30 + random.Next(50);
        for (int i = 0; i < people; i++)
        {
            long at = by.Time + (random.Next(1, 24 * Hour) * Second);
            int day = market.DayAt(at);
            Pending person = attackers.Bought(ref random, by with { Time = at });
            int item = market.PickItem(ref random, market.PickCategory(ref random, person.Shopper, day));
            int order = shopping.Order(ref random, person, [item], day);
            Pending claim = person with { Item = item, Order = order, Cents = market.CentsOn(item, day) };
            at += random.Next(4 * Hour, 24 * Hour) * Second;
            if (random.NextDouble() >= 0.25 * market.Options.Disguise)
            {
                queue.Add(claim with
                {
                    Event = SimulatedEvent.Review,
                    Time = at,
                    Count = random.NextDouble() >= 0.5 * market.Options.Disguise ? 1 : 2 + random.Next(2),
                });
            }

            at += random.Next(300, attackers.Hides(ref random) ? 12 * Hour : Hour) * Second;
            queue.Add(claim with { Event = SimulatedEvent.RefundRequest, Time = at });
            queue.Add(claim with { Event = SimulatedEvent.Refund, Time = at + (2 * Day) });
        }
    }

    // New and bought accounts on the devices of a few helpers order what the creator has just put forward.
    private void SelfReferral(ref SeededRandom random, Pending by)
    {
        int creator = 1 + random.Next(market.Options.CreatorCount);
        int item = market.PickItem(ref random, market.TopicOf(creator));
        int promotion = ++counters.Promotion;
        Pending promoted = by with { Creator = creator, Item = item };
        queue.Add(promoted with { Event = SimulatedEvent.Promote, Other = promotion });
        Pending helper = attackers.Place(ref random, promoted with { Promotion = promotion }, ownsAccount: false);
        int orders = 20 + random.Next(40);
        for (int i = 0; i < orders; i++)
        {
            if (i % 6 == 5)
            {
                helper = attackers.Place(ref random, helper, ownsAccount: false);
            }

            long at = by.Time + (random.Next(60, 10 * Hour) * Second);
            int day = market.DayAt(at);
            Pending account = attackers.Hides(ref random)
                ? attackers.Bought(ref random, helper with { Time = at })
                : attackers.Open(ref random, helper with { Time = at });
            at = attackers.Hides(ref random)
                ? shopping.LookAround(ref random, account, item, day) : at + (random.Next(30, 300) * Second);
            shopping.Order(ref random, account with { Time = at }, [item], day);
        }

        attackers.Verdict(ref random, by, 0.3);
    }

    // More than people give, or little by little; on cards that are new, or on those of accounts that were bought.
    private void TipLaundering(ref SeededRandom random, Pending by)
    {
        int tips = 40 + random.Next(60);
        Pending place = attackers.Place(ref random, by, ownsAccount: false);
        for (int i = 0; i < tips; i++)
        {
            if (i % 8 == 7)
            {
                place = attackers.Place(ref random, place, ownsAccount: false);
            }

            Pending account = place with { Time = by.Time + (random.Next(60, 10 * Hour) * Second) };
            bool isOwned = attackers.Hides(ref random);
            account = isOwned ? attackers.Bought(ref random, account) : attackers.Open(ref random, account);
            Pending tip = account with
            {
                Event = SimulatedEvent.Payment,
                Time = account.Time + (random.Next(60, Hour) * Second),
                Order = ++counters.Order,
                Flag = true,
                Card = isOwned ? MarketModel.CardOf(account.Shopper) : counters.NewExtra(),
                Cents = 100 * (attackers.Hides(ref random) ? random.Next(2, 12) : random.Next(15, 60)),
                Other = 0,
            };
            queue.Add(tip);
            if (random.NextDouble() < 0.6)
            {
                queue.Add(tip with
                {
                    Event = SimulatedEvent.Chargeback,
                    Time = tip.Time + (long)((7 + (random.NextDouble() * 30)) * Day),
                });
            }
        }
    }

    // Most fail. Devices and connections change, so that no one of them is seen often.
    private void CredentialStuffing(ref SeededRandom random, Pending by)
    {
        int attempts = 120 + random.Next(180);
        Pending place = attackers.Place(ref random, by, ownsAccount: false);
        for (int i = 0; i < attempts; i++)
        {
            if (random.Next(6) == 0)
            {
                place = attackers.Place(ref random, place, ownsAccount: false);
            }

            queue.Add(place with
            {
                Event = SimulatedEvent.Login,
                Time = by.Time + (random.Next(1, 4 * Hour) * Second),
                Shopper = 1 + random.Next(market.Options.Shoppers),
                Count = attackers.Hides(ref random) ? 0 : 1,
                Flag = random.Next(25) == 0,
            });
        }
    }
}
