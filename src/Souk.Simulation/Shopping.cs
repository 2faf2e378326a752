using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>
/// What honest shoppers do. A session: perhaps a sign-in and a search, a page of items, clicks by taste, price, quality
/// and place on the page, looks, carts, perhaps an order; later payment, review, return and refund, by the item's
/// quality.
/// </summary>
internal sealed class Shopping(MarketModel market, PendingQueue queue, Counters counters)
{
    /// <summary>A second, in the queue's microseconds.</summary>
    internal const long Second = 1_000_000;

    /// <summary>A day.</summary>
    internal const long Day = 86_400 * Second;

    /// <summary>The value of a coupon, in cents.</summary>
    internal const int CouponCents = 1000;

    private const int PageSize = 8;
    private const int MostPages = 2;

    /// <summary>Plans the sign-up of somebody new, and a first session.</summary>
    internal void Join(ref SeededRandom random, long now, int day)
    {
        int shopper = market.Options.Shoppers + ++counters.Account;
        Pending by = Own(ref random, shopper, now, day);
        queue.Add(by with { Event = SimulatedEvent.SignUp, Flag = random.Next(2) == 0 });
        if (random.NextDouble() < 0.5)
        {
            queue.Add(by with
            {
                Event = SimulatedEvent.CardAdded,
                Time = now + (30 * Second),
                Card = MarketModel.CardOf(shopper),
            });
        }

        if (random.NextDouble() < 0.6)
        {
            queue.Add(by with
            {
                Event = SimulatedEvent.AddressAdded,
                Time = now + (60 * Second),
                Other = MarketModel.AddressOf(shopper),
            });
        }

        Visit(ref random, Claim(ref random, by with { Time = now + (90 * Second) }, day, 0.4), day);
    }

    /// <summary>Plans a session of a shopper that starts now.</summary>
    internal void Session(ref SeededRandom random, int shopper, long now, int day)
    {
        Pending by = Own(ref random, shopper, now, day);
        if (random.NextDouble() < 0.35)
        {
            bool travels = random.NextDouble() < 0.03;
            bool succeeds = random.NextDouble() > 0.04;
            Pending login = by with { Event = SimulatedEvent.Login, Count = travels ? 1 : 0, Flag = succeeds };
            queue.Add(login);
            if (!succeeds)
            {
                queue.Add(login with { Time = now + (3 * Second), Flag = true });
            }

            if (random.NextDouble() < (succeeds ? 0.003 : 0.05))
            {
                queue.Add(by with { Event = SimulatedEvent.PasswordChange, Time = now + (4 * Second) });
            }
        }

        Visit(ref random, Claim(ref random, by with { Time = now + (random.Next(5, 30) * Second) }, day, 0.03), day);
    }

    /// <summary>Plans an order with its lines, payment and what follows. The shopper's own card and address are used
    /// where none are given.</summary>
    /// <returns>The order's number.</returns>
    internal int Order(ref SeededRandom random, Pending by, ReadOnlySpan<int> items, int day)
    {
        int order = ++counters.Order;
        long total = 0;
        foreach (int item in items)
        {
            total += market.CentsOn(item, day);
        }

        // A coupon takes at most half of the first line off.
        long discount = by.Coupon == 0 ? 0 : Math.Min(CouponCents, market.CentsOn(items[0], day) / 2);
        Pending placed = by with
        {
            Order = order,
            Cents = total - discount,
            Count = items.Length,
            Flag = false,
            Other = by.Other != 0 ? by.Other : MarketModel.AddressOf(by.Shopper),
            Card = by.Card != 0 ? by.Card : MarketModel.CardOf(by.Shopper),
        };
        queue.Add(placed with { Event = SimulatedEvent.Order });
        for (int i = 0; i < items.Length; i++)
        {
            PlanLine(ref random, placed, items[i], day, i == 0 ? discount : 0);
        }

        if (discount > 0)
        {
            queue.Add(placed with { Event = SimulatedEvent.CouponRedeem, Time = by.Time + 2, Cents = discount });
        }

        long paid = by.Time + (random.Next(5, 60) * Second);
        Pending payment = placed with { Time = paid };
        if (by.Pattern == AbusePattern.None && random.NextDouble() < 0.03)
        {
            queue.Add(payment with { Event = SimulatedEvent.PaymentFailed });
            payment = payment with { Time = paid + (40 * Second) };
        }

        queue.Add(payment with { Event = SimulatedEvent.Payment });
        return order;
    }

    private Pending Own(ref SeededRandom random, int shopper, long now, int day) => new()
    {
        Time = now,
        Shopper = shopper,
        Device = market.DeviceOf(shopper, day, random.NextDouble() < 0.25),
        Ip = MarketModel.IpOf(shopper),
    };

    private Pending Claim(ref SeededRandom random, Pending by, int day, double chance)
    {
        if (random.NextDouble() >= chance)
        {
            return by;
        }

        Pending claim = by with { Coupon = MarketModel.CouponOn(day), Cents = CouponCents };
        queue.Add(claim with { Event = SimulatedEvent.CouponClaim });
        return claim;
    }

    private void Visit(ref SeededRandom random, Pending by, int day)
    {
        long at = by.Time + Second;
        int category = market.PickCategory(ref random, by.Shopper, day);
        bool searches = random.NextDouble() < 0.3;
        if (searches)
        {
            int sought = market.PickItem(ref random, category);
            queue.Add(by with { Event = SimulatedEvent.Search, Time = at, Item = sought, Count = PageSize });
            at += random.Next(2, 10) * Second;
        }

        Span<int> cart = stackalloc int[3];
        int inCart = Browse(ref random, by, ref at, day, category, searches, cart);
        if (inCart > 0 && random.NextDouble() < MarketModel.CheckoutChance)
        {
            at += random.Next(20, 300) * Second;
            Order(ref random, Checkout(ref random, by with { Time = at }), cart[..inCart], day);
        }
    }

    // Now and then an honest order has a new card or goes to a new address, as a gift.
    private Pending Checkout(ref SeededRandom random, Pending by)
    {
        Pending order = by;
        if (random.NextDouble() < 0.01)
        {
            order = order with { Card = counters.NewExtra() };
            queue.Add(order with { Event = SimulatedEvent.CardAdded, Time = by.Time - (2 * Second) });
        }

        if (random.NextDouble() < 0.03)
        {
            order = order with { Other = counters.NewExtra() };
            queue.Add(order with { Event = SimulatedEvent.AddressAdded, Time = by.Time - Second });
        }

        return order;
    }

    private void PlanLine(ref SeededRandom random, Pending placed, int item, int day, long discount)
    {
        Pending line = placed with
        {
            Event = SimulatedEvent.OrderLine,
            Time = placed.Time + 1,
            Item = item,
            Count = 1,
            Cents = market.CentsOn(item, day) - discount,
            Other = (int)discount,
        };
        queue.Add(line);
        if (placed.Pattern == AbusePattern.None)
        {
            Aftermath(ref random, line with { Time = placed.Time });
        }
    }

    private int Browse(
        ref SeededRandom random, Pending by, ref long at, int day, int category, bool searches, Span<int> cart)
    {
        int inCart = 0;
        int places = PageSize * (1 + random.Next(MostPages));
        for (int place = 1; place <= places; place++)
        {
            int item = market.Show(ref random, by.Shopper, category, searches, day, out double propensity);
            Pending about = by with { Time = at, Item = item, Count = place, Flag = searches };
            queue.Add(about with { Event = SimulatedEvent.Impression, Propensity = propensity });
            if (random.NextDouble() > market.ClickChance(by.Shopper, item, day) * MarketModel.Attention(place))
            {
                continue;
            }

            at += random.Next(2, 20) * Second;
            queue.Add(about with { Event = SimulatedEvent.Click, Time = at });
            int seconds = (int)Math.Clamp(Math.Exp(2.8 + (random.NextGaussian() * 0.8)), 1, 600);
            queue.Add(about with { Event = SimulatedEvent.View, Time = at + 1, Count = seconds });
            at += seconds * Second;
            if (random.NextDouble() < 0.03)
            {
                queue.Add(about with { Event = SimulatedEvent.Favourite, Time = at });
            }

            if (inCart < cart.Length && random.NextDouble() < market.CartChance(item))
            {
                long cents = market.CentsOn(item, day);
                queue.Add(about with { Event = SimulatedEvent.AddToCart, Time = at, Count = 1, Cents = cents });
                cart[inCart++] = item;
            }
        }

        if (inCart > 1 && random.NextDouble() < 0.2)
        {
            Pending removed = by with
            {
                Event = SimulatedEvent.RemoveFromCart,
                Time = at,
                Item = cart[--inCart],
                Count = 1,
            };
            queue.Add(removed);
        }

        return inCart;
    }

    // What follows a delivery. Bad items come back, and the reviews say so.
    private void Aftermath(ref SeededRandom random, Pending line)
    {
        double quality = market.ItemQuality[line.Item];
        long delivered = line.Time + (long)((2 + (random.NextDouble() * (6 - (3 * quality)))) * Day);
        if (random.NextDouble() < 0.22)
        {
            PlanReview(ref random, line, delivered, quality);
        }

        if (random.NextDouble() < 0.02 + (0.18 * (1 - quality)))
        {
            queue.Add(line with { Event = SimulatedEvent.RefundRequest, Time = delivered + Day });
            queue.Add(line with { Event = SimulatedEvent.Return, Time = delivered + (3 * Day) });
            queue.Add(line with { Event = SimulatedEvent.Refund, Time = delivered + (4 * Day) });
        }

        if (random.NextDouble() < 0.01 * (1 - quality))
        {
            queue.Add(new Pending { Event = SimulatedEvent.ReportAbuse, Time = delivered + Day, Item = line.Item });
        }

        // Analysts also look at what turns out to be honest.
        if (random.NextDouble() < 0.005)
        {
            queue.Add(line with
            {
                Event = SimulatedEvent.CaseVerdict,
                Time = line.Time + (long)((3 + (random.NextDouble() * 9)) * Day),
                Count = ++counters.Case,
            });
        }

        // Now and then somebody honest does not know a charge on the statement.
        if (random.NextDouble() < 0.002)
        {
            queue.Add(line with
            {
                Event = SimulatedEvent.Chargeback,
                Time = line.Time + (long)((10 + (random.NextDouble() * 50)) * Day),
            });
        }
    }

    private void PlanReview(ref SeededRandom random, Pending line, long delivered, double quality)
    {
        double stars = 1.2 + (4.2 * quality) + (random.NextGaussian() * 0.7);
        long at = delivered + (long)(random.NextDouble() * 7 * Day);
        Pending review = line with { Time = at, Count = (int)Math.Clamp(Math.Round(stars), 1, 5) };
        queue.Add(review with { Event = SimulatedEvent.Review });
        if (random.NextDouble() < 0.3)
        {
            int voter = 1 + random.Next(market.Options.Shoppers);
            bool helpful = random.NextDouble() < 0.8;
            queue.Add(
                review with { Event = SimulatedEvent.ReviewVote, Time = at + Day, Shopper = voter, Flag = helpful });
        }
    }
}
