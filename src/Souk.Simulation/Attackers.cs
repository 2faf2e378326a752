using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>
/// Who attacks, and from where. A sign that would give an attacker away (a new account, device or address, a foreign
/// connection, haste) is hidden with the chance <see cref="SimulationOptions.Disguise"/>, each by itself: accounts are
/// bought or aged, connections are those of mobile carriers and of homes. Gangs use some of their devices and addresses
/// again, which is what links show.
/// </summary>
internal sealed class Attackers(MarketModel market, PendingQueue queue, Counters counters, Places places)
{
    private const long Second = Shopping.Second;
    private const long Day = Shopping.Day;

    // Numbers of what gangs own, out of the reach of all others'.
    private const int GangBase = 1_700_000_000;
    private const int OwnedByGang = 16;

    /// <summary>Whether one sign of an attack is hidden.</summary>
    internal bool Hides(ref SeededRandom random) => random.NextDouble() < market.Options.Disguise;

    /// <summary>The account of an attack with device, internet address and address: a new one, an aged one, which acts
    /// days after it was opened, or one bought from its owner.</summary>
    internal Pending Recruit(ref SeededRandom random, Pending by)
    {
        if (Hides(ref random) && random.Next(2) == 0)
        {
            return Bought(ref random, by);
        }

        Pending account = Place(ref random, by, ownsAccount: false);
        account = Open(ref random, account);
        account = SendTo(ref random, account, Address(ref random, account));
        return Hides(ref random)
            ? account with { Time = account.Time + (long)((2 + (random.NextDouble() * 10)) * Day) }
            : account with { Time = account.Time + (random.Next(60, 3_600) * Second) };
    }

    /// <summary>Somebody who has an account already and does it for money, from home.</summary>
    internal Pending Bought(ref SeededRandom random, Pending by)
    {
        Pending account = by with { Shopper = 1 + random.Next(market.Options.Shoppers) };
        account = Place(ref random, account, ownsAccount: true);
        return SendTo(ref random, account, Address(ref random, account));
    }

    /// <summary>Opens an account where an attacker is.</summary>
    internal Pending Open(ref SeededRandom random, Pending by)
    {
        Pending account = by with { Shopper = market.Options.Shoppers + ++counters.Account };
        queue.Add(account with { Event = SimulatedEvent.SignUp, Flag = random.Next(2) == 0 });
        return account;
    }

    /// <summary>The device and internet address of an attack.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="by">The attack; its shopper where the account has an owner.</param>
    /// <param name="ownsAccount">Whether the owner's device may do it.</param>
    internal Pending Place(ref SeededRandom random, Pending by, bool ownsAccount)
    {
        Pending own = ownsAccount
            ? places.Own(ref random, by.Shopper, by.Time, market.DayAt(by.Time))
            : default;
        bool isOwn = ownsAccount && Hides(ref random);
        return by with
        {
            Device = isOwn ? own.Device
                : random.NextDouble() < 0.3 ? OfGang(by, random.Next(6))
                : counters.NewExtra(),
            Ip = isOwn ? own.Ip : Ip(ref random),
        };
    }

    /// <summary>An internet address: of a mobile carrier, a home whose connection is rented, or a hired one.</summary>
    internal int Ip(ref SeededRandom random) =>
        !Hides(ref random) ? counters.NewExtra()
        : random.NextDouble() < 0.55 ? places.MobileIp(ref random)
        : MarketModel.IpOf(1 + random.Next(market.Options.Shoppers));

    /// <summary>Where an attacker has things sent to: to the account's own address (0), to one that the gang uses, or
    /// to a new one.</summary>
    internal int Address(ref SeededRandom random, in Pending by) =>
        Hides(ref random) && random.NextDouble() < 0.7
            ? (random.Next(8) == 0 ? places.Locker(random.Next(1_000_000)) : 0)
        : random.NextDouble() < 0.5 ? OfGang(by, 8 + random.Next(3))
        : counters.NewExtra();

    /// <summary>Makes an account send things to an address, which is often added to it at that time.</summary>
    internal Pending SendTo(ref SeededRandom random, Pending account, int address)
    {
        account = account with { Other = address };
        if (address != 0 && random.NextDouble() < 0.6)
        {
            queue.Add(account with
            {
                Event = SimulatedEvent.AddressAdded,
                Time = account.Time + (random.Next(20, 90) * Second),
            });
        }

        return account;
    }

    /// <summary>What an analyst says of an attack later, with a chance.</summary>
    internal void Verdict(ref SeededRandom random, Pending about, double chance)
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

    // One gang for 3,000 shoppers at the usual abuse, at least two; attacks take turns.
    private int OfGang(in Pending by, int thing)
    {
        int gangs = 2 + (int)(market.Options.Shoppers * market.Options.Abuse / 3_000);
        return GangBase + (by.Campaign % gangs * OwnedByGang) + thing;
    }
}
