using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>Attacks that pay with what is somebody else's: stolen cards and accounts taken over.</summary>
internal sealed class PaymentAttacks(
    MarketModel market, PendingQueue queue, Counters counters, Shopping shopping, Attackers attackers)
{
    private const long Second = Shopping.Second;
    private const long Day = Shopping.Day;

    /// <summary>A stolen card is tried with small amounts, or has been elsewhere, and is then used.</summary>
    internal void StolenCard(ref SeededRandom random, Pending by)
    {
        Pending thief = attackers.Recruit(ref random, by);
        thief = thief with { Card = counters.NewExtra() };
        long at = thief.Time + (random.Next(20, 300) * Second);
        if (!attackers.Hides(ref random))
        {
            bool isForeign = !attackers.Hides(ref random);
            queue.Add(thief with { Event = SimulatedEvent.CardAdded, Time = at, Flag = isForeign });
        }

        if (!attackers.Hides(ref random))
        {
            int tests = 1 + random.Next(4);
            for (int i = 0; i < tests; i++)
            {
                at += random.Next(20, 400) * Second;
                Test(ref random, thief with { Time = at });
            }
        }

        int spends = 1 + random.Next(3);
        for (int i = 0; i < spends; i++)
        {
            at = Spend(ref random, thief with { Time = at + Wait(ref random) }, 0.85);
        }
    }

    /// <summary>Somebody else signs in to an account and buys on its owner's card.</summary>
    internal void Takeover(ref SeededRandom random, Pending by)
    {
        int victim = 1 + random.Next(market.Options.Shoppers);
        Pending thief = attackers.Place(
            ref random, by with { Shopper = victim }, ownsAccount: random.NextDouble() < 0.5);
        int isForeign = attackers.Hides(ref random) ? 0 : 1;
        long at = by.Time;
        // Who has stolen a session need not sign in.
        bool signsIn = random.NextDouble() >= 0.5 * market.Options.Disguise;
        int guesses = attackers.Hides(ref random) ? 0 : random.Next(6);
        for (int i = 0; signsIn && i <= guesses; i++, at += random.Next(3, 25) * Second)
        {
            queue.Add(thief with
            {
                Event = SimulatedEvent.Login,
                Time = at,
                Count = isForeign,
                Flag = i == guesses,
            });
        }

        if (!attackers.Hides(ref random))
        {
            queue.Add(thief with { Event = SimulatedEvent.PasswordChange, Time = at + (60 * Second) });
        }

        thief = attackers.SendTo(ref random, thief with { Time = at }, attackers.Address(ref random, thief));
        thief = thief with { Card = MarketModel.CardOf(victim) };
        int spends = 1 + random.Next(3);
        for (int i = 0; i < spends; i++)
        {
            at = Spend(ref random, thief with { Time = at + Wait(ref random) }, 0.8);
        }
    }

    // Minutes, or hours for who is patient.
    private long Wait(ref SeededRandom random) =>
        (attackers.Hides(ref random) ? random.Next(1_800, 100_000) : random.Next(60, 1_800)) * Second;

    private void Test(ref SeededRandom random, Pending thief)
    {
        if (random.NextDouble() < 0.4)
        {
            thief = thief with { Order = ++counters.Order, Flag = true };
            queue.Add(thief with
            {
                Event = SimulatedEvent.PaymentFailed,
                Cents = 100 * (1 + Places.Again(ref random, 0.6, 19)),
                Other = 0,
            });
            return;
        }

        shopping.Tip(ref random, thief);
    }

    // Something dear, or what anybody would buy, mostly after a look at other things.
    private long Spend(ref SeededRandom random, Pending thief, double chargebackChance)
    {
        int day = market.DayAt(thief.Time);
        int category = attackers.Hides(ref random)
            ? market.PickCategory(ref random, thief.Shopper, day)
            : random.Next(Words.Categories.Length);
        int best = market.PickItem(ref random, category);
        int looks = attackers.Hides(ref random) ? 0 : 4;
        for (int i = 0; i < looks; i++)
        {
            int item = market.PickItem(ref random, category);
            best = market.CentsOn(item, day) > market.CentsOn(best, day) ? item : best;
        }

        long at = attackers.Hides(ref random)
            ? shopping.LookAround(ref random, thief, best, day) + (random.Next(20, 300) * Second)
            : thief.Time;
        int order = shopping.Order(ref random, thief with { Time = at }, [best], day);
        Pending spent = thief with { Time = at, Order = order, Cents = market.CentsOn(best, day) };
        if (random.NextDouble() < chargebackChance)
        {
            // The holder sees the statement after one to eight weeks; most within three.
            double days = 7 + Math.Min(53, -10 * Math.Log(1 - random.NextDouble()));
            queue.Add(spent with { Event = SimulatedEvent.Chargeback, Time = at + (long)(days * Day) });
        }

        if (thief.Pattern == AbusePattern.AccountTakeover)
        {
            attackers.Verdict(ref random, spent, 0.3);
        }

        return at;
    }
}
