using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>
/// What honest shoppers do. A session: perhaps a sign-in and a search, a page of items, clicks by taste, price, quality
/// and place on the page, looks, carts, perhaps an order; later payment, review, return and refund, by the item's quality.
/// </summary>
internal sealed class Shopping(MarketModel market, PendingQueue queue, Counters counters)
{
    /// <summary>A second, in the queue's microseconds.</summary>
    internal const long Second = 1_000_000;

    /// <summary>A day.</summary>
    internal const long Day = 86_400 * Second;

    private const int PageSize = 8;

    /// <summary>Plans a session of a shopper that starts now.</summary>
    internal void Session(ref SeededRandom random, int shopper, long now, int day)
    {
        Pending by = new() { Time = now, Shopper = shopper, Device = MarketModel.DeviceOf(shopper), Ip = MarketModel.IpOf(shopper) };
        if (random.NextDouble() < 0.35)
        {
            queue.Add(by with { Event = SimulatedEvent.Login, Flag = random.NextDouble() > 0.04 });
        }

        long at = now + (random.Next(5, 30) * Second);
        int category = market.PickCategory(ref random, shopper, day);
        bool searches = random.NextDouble() < 0.3;
        if (searches)
        {
            queue.Add(by with { Event = SimulatedEvent.Search, Time = at, Item = market.PickItem(ref random, category), Count = PageSize });
            at += random.Next(2, 10) * Second;
        }

        Span<int> cart = stackalloc int[3];
        int inCart = Browse(ref random, by, ref at, day, category, searches, cart);
        if (inCart > 0 && random.NextDouble() < 0.45)
        {
            Order(ref random, by with { Time = at + (random.Next(20, 300) * Second) }, cart[..inCart], day, 0);
        }
    }

    /// <summary>Plans an order with its lines, payment and what follows.</summary>
    /// <returns>The order's number.</returns>
    internal int Order(ref SeededRandom random, Pending by, ReadOnlySpan<int> items, int day, int creator)
    {
        int order = ++counters.Order;
        long total = 0;
        foreach (int item in items)
        {
            total += market.CentsOn(item, day);
        }

        Pending placed = by with { Order = order, Cents = total, Count = items.Length };
        queue.Add(placed with { Event = SimulatedEvent.Order, Other = AddressOf(by.Shopper) });
        foreach (int item in items)
        {
            queue.Add(placed with
            {
                Event = SimulatedEvent.OrderLine,
                Time = by.Time + 1,
                Item = item,
                Count = 1,
                Cents = market.CentsOn(item, day),
                Creator = creator,
            });
            if (by.Pattern == AbusePattern.None)
            {
                Aftermath(ref random, placed with { Item = item, Cents = market.CentsOn(item, day), Count = 1 });
            }
        }

        long paid = by.Time + (random.Next(5, 60) * Second);
        Pending payment = placed with { Time = paid, Card = by.Card != 0 ? by.Card : MarketModel.CardOf(by.Shopper) };
        if (by.Pattern == AbusePattern.None && random.NextDouble() < 0.03)
        {
            queue.Add(payment with { Event = SimulatedEvent.PaymentFailed });
            payment = payment with { Time = paid + (40 * Second) };
        }

        queue.Add(payment with { Event = SimulatedEvent.Payment });
        return order;
    }

    /// <summary>The address that a shopper has things sent to; households share one.</summary>
    internal static int AddressOf(int shopper) => 1 + (shopper / 2);

    private int Browse(
        ref SeededRandom random, Pending by, ref long at, int day, int category, bool searches, Span<int> cart)
    {
        int inCart = 0;
        int pages = 1 + random.Next(2);
        for (int place = 1; place <= pages * PageSize; place++)
        {
            int shown = searches || random.NextDouble() < 0.7 ? category : market.PickCategory(ref random, by.Shopper, day);
            int item = market.PickItem(ref random, shown);
            Pending about = by with { Time = at, Item = item, Count = place };
            queue.Add(about with { Event = SimulatedEvent.Impression, Flag = searches });
            if (random.NextDouble() > ClickChance(by.Shopper, item, place, day))
            {
                continue;
            }

            at += random.Next(2, 20) * Second;
            queue.Add(about with { Event = SimulatedEvent.Click, Time = at, Flag = searches });
            int seconds = (int)Math.Clamp(Math.Exp(2.8 + (random.NextGaussian() * 0.8)), 1, 600);
            queue.Add(about with { Event = SimulatedEvent.View, Time = at + 1, Count = seconds });
            at += seconds * Second;
            if (random.NextDouble() < 0.03)
            {
                queue.Add(about with { Event = SimulatedEvent.Favourite, Time = at });
            }

            if (inCart < cart.Length && random.NextDouble() < 0.08 + (0.22 * market.ItemQuality[item]))
            {
                queue.Add(about with { Event = SimulatedEvent.AddToCart, Time = at, Count = 1, Cents = market.CentsOn(item, day) });
                cart[inCart++] = item;
            }
        }

        if (inCart > 1 && random.NextDouble() < 0.2)
        {
            queue.Add(by with { Event = SimulatedEvent.RemoveFromCart, Time = at, Item = cart[--inCart], Count = 1 });
        }

        return inCart;
    }

    // Logistic in taste, quality and price, times the chance that the place on the page is looked at.
    private double ClickChance(int shopper, int item, int place, int day)
    {
        double taste = market.TasteFor(shopper, market.ItemCategory[item], day);
        double price = Math.Log(market.CentsOn(item, day) / (double)market.ItemCents[item]);
        double utility = -2.9 + (2.4 * taste) + (1.2 * market.ItemQuality[item]) - (3.0 * price);
        return 1 / (1 + Math.Exp(-utility)) / Math.Pow(place, 0.35);
    }

    // What follows a delivery. Bad items come back, and the reviews say so.
    private void Aftermath(ref SeededRandom random, Pending line)
    {
        double quality = market.ItemQuality[line.Item];
        long delivered = line.Time + (long)((2 + (random.NextDouble() * (6 - (3 * quality)))) * Day);
        if (random.NextDouble() < 0.22)
        {
            double stars = 1.2 + (4.2 * quality) + (random.NextGaussian() * 0.7);
            long at = delivered + (long)(random.NextDouble() * 7 * Day);
            Pending review = line with { Time = at, Count = (int)Math.Clamp(Math.Round(stars), 1, 5) };
            queue.Add(review with { Event = SimulatedEvent.Review });
            if (random.NextDouble() < 0.3)
            {
                queue.Add(review with
                {
                    Event = SimulatedEvent.ReviewVote,
                    Time = at + Day,
                    Flag = random.NextDouble() < 0.8,
                    Shopper = 1 + random.Next(market.Options.Shoppers),
                });
            }
        }

        double back = 0.02 + (0.18 * (1 - quality));
        if (random.NextDouble() < back)
        {
            queue.Add(line with { Event = SimulatedEvent.RefundRequest, Time = delivered + Day });
            queue.Add(line with { Event = SimulatedEvent.Return, Time = delivered + (3 * Day) });
            queue.Add(line with { Event = SimulatedEvent.Refund, Time = delivered + (4 * Day) });
        }

        // Now and then somebody honest does not know a charge on the statement.
        if (random.NextDouble() < 0.0005)
        {
            queue.Add(line with
            {
                Event = SimulatedEvent.Chargeback,
                Time = line.Time + (long)((10 + (random.NextDouble() * 50)) * Day),
                Card = MarketModel.CardOf(line.Shopper),
            });
        }
    }
}
