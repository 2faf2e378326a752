using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>What follows an honest delivery: reviews, returns, reports, verdicts, a charge that nobody remembers. Bad
/// items come back, and the reviews say so.</summary>
internal sealed class Aftermath(MarketModel market, PendingQueue queue, Counters counters, Places places)
{
    private const long Day = Shopping.Day;

    /// <summary>Plans what follows an order line.</summary>
    internal void Plan(ref SeededRandom random, Pending line)
    {
        double quality = market.ItemQuality[line.Item];
        long delivered = line.Time + (long)((2 + (random.NextDouble() * (6 - (3 * quality)))) * Day);
        if (random.NextDouble() < 0.22)
        {
            PlanReview(ref random, line, delivered, quality);
        }

        // One shopper in twenty sends much of it back. What is cheap need not be sent back, nor what never came.
        bool isPicky = market.Mix(17, line.Shopper) % 20 == 0;
        if (random.NextDouble() < 0.02 + (0.18 * (1 - quality)) + (isPicky ? 0.35 : 0))
        {
            long asked = delivered + (long)(random.NextDouble() * 3 * Day);
            queue.Add(line with { Event = SimulatedEvent.RefundRequest, Time = asked });
            if (random.NextDouble() < 0.7)
            {
                queue.Add(line with { Event = SimulatedEvent.Return, Time = asked + (2 * Day) });
            }

            queue.Add(line with { Event = SimulatedEvent.Refund, Time = asked + (3 * Day) });
        }

        if (random.NextDouble() < 0.01 * (1 - quality))
        {
            queue.Add(new Pending { Event = SimulatedEvent.ReportAbuse, Time = delivered + Day, Item = line.Item });
        }

        PlanSuspicion(ref random, line);
    }

    // Analysts also look at what turns out to be honest, and now and then somebody honest does not know a charge on the
    // statement.
    private void PlanSuspicion(ref SeededRandom random, Pending line)
    {
        if (random.NextDouble() < 0.005)
        {
            queue.Add(line with
            {
                Event = SimulatedEvent.CaseVerdict,
                Time = line.Time + (long)((3 + (random.NextDouble() * 9)) * Day),
                Count = ++counters.Case,
            });
        }

        if (random.NextDouble() < 0.002)
        {
            queue.Add(line with
            {
                Event = SimulatedEvent.Chargeback,
                Time = line.Time + (long)((10 + (random.NextDouble() * 50)) * Day),
            });
        }
    }

    // One review in eight is by whom the thing was bought for, who has not ordered it.
    private void PlanReview(ref SeededRandom random, Pending line, long delivered, double quality)
    {
        double stars = 1.2 + (4.2 * quality) + (random.NextGaussian() * 0.7);
        long at = delivered + (long)(random.NextDouble() * 7 * Day);
        int by = random.NextDouble() < 0.12 ? places.PartnerOf(line.Shopper) : line.Shopper;
        Pending place = places.Own(ref random, by, at, market.DayAt(at));
        Pending review = line with
        {
            Event = SimulatedEvent.Review,
            Time = at,
            Shopper = by,
            Device = place.Device,
            Ip = place.Ip,
            Count = random.NextDouble() < 0.05 ? 1 : (int)Math.Clamp(Math.Round(stars), 1, 5),
        };
        queue.Add(review);
        if (random.NextDouble() < 0.3)
        {
            int voter = 1 + random.Next(market.Options.Shoppers);
            bool helpful = random.NextDouble() < 0.8;
            queue.Add(
                review with { Event = SimulatedEvent.ReviewVote, Time = at + Day, Shopper = voter, Flag = helpful });
        }
    }
}
