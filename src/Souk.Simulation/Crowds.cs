using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>Honest people who do the same at the same time: classes and offices that sign up together, stands whose one
/// tablet signs visitors up, buyers of a bad batch who complain, fans who praise, readers of a newsletter who all want
/// its item. They look like rings to whoever counts only.</summary>
internal sealed class Crowds(
    MarketModel market, PendingQueue queue, Counters counters, Shopping shopping, Places places)
{
    private const long Second = Shopping.Second;
    private const long Day = Shopping.Day;

    /// <summary>Plans the crowds of a day: for 10,000 shoppers 2 groups, 0.6 stands, 1 complaint, 1 praise
    /// and 1.5 newsletters.</summary>
    internal void PlanDay(ref SeededRandom random, long dayStart)
    {
        double scale = market.Options.Shoppers / 10_000.0;
        for (int i = Count(ref random, 2.0 * scale); i > 0; i--)
        {
            SignUps(ref random, Begin(ref random, dayStart), onOneDevice: false);
        }

        for (int i = Count(ref random, 0.6 * scale); i > 0; i--)
        {
            SignUps(ref random, Begin(ref random, dayStart), onOneDevice: true);
        }

        for (int i = Count(ref random, 2.0 * scale); i > 0; i--)
        {
            Opinions(ref random, Begin(ref random, dayStart), random.Next(2) == 0);
        }

        for (int i = Count(ref random, 1.5 * scale); i > 0; i--)
        {
            Newsletter(ref random, Begin(ref random, dayStart));
        }
    }

    /// <summary>A number with a mean: the whole part, and one more with the rest as its chance.</summary>
    internal static int Count(ref SeededRandom random, double mean) =>
        (int)mean + (random.NextDouble() < mean - (int)mean ? 1 : 0);

    /// <summary>A moment of a day, by how busy it is.</summary>
    internal static long Begin(ref SeededRandom random, long dayStart)
    {
        while (true)
        {
            long at = dayStart + (long)(random.NextDouble() * Day);
            if (random.NextDouble() * Rhythm.Peak < Rhythm.At(DateTime.UnixEpoch.AddMicroseconds(at)))
            {
                return at;
            }
        }
    }

    private void SignUps(ref SeededRandom random, long begin, bool onOneDevice)
    {
        Pending place = new()
        {
            Ip = random.Next(2) == 0 ? places.MobileIp(ref random) : places.WorkIp(random.Next(1_000_000)),
            Device = counters.NewExtra(),
        };
        int people = 4 + random.Next(12);
        for (int i = 0; i < people; i++)
        {
            long at = begin + (random.Next(0, 7_200) * Second);
            shopping.JoinAt(ref random, onOneDevice ? place : place with { Device = 0 }, at, market.DayAt(at));
        }
    }

    private void Opinions(ref SeededRandom random, long begin, bool isPraise)
    {
        int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
        int people = 10 + random.Next(25);
        for (int i = 0; i < people; i++)
        {
            long at = begin + (random.Next(0, 100_000) * Second);
            int day = market.DayAt(at);

            // Some open an account to say it.
            Pending by = random.Next(4) == 0
                ? shopping.JoinAt(ref random, default, at, day)
                : places.Own(ref random, 1 + random.Next(market.Options.Shoppers), at, day);
            queue.Add(by with
            {
                Event = SimulatedEvent.Review,
                Time = by.Time + (random.Next(10, 3_000) * Second),
                Item = item,
                Order = ++counters.Order,
                Count = isPraise ? 4 + random.Next(2) : random.NextDouble() < 0.7 ? 1 : 2,
            });
        }
    }

    private void Newsletter(ref SeededRandom random, long begin)
    {
        int item = market.PickItem(ref random, random.Next(Words.Categories.Length));
        int readers = 20 + random.Next(60);
        for (int i = 0; i < readers; i++)
        {
            long at = begin + (random.Next(0, 30_000) * Second);
            int day = market.DayAt(at);
            Pending by = places.Own(ref random, 1 + random.Next(market.Options.Shoppers), at, day);
            shopping.Direct(ref random, by, item, day, orders: random.NextDouble() < 0.3);
        }
    }
}
