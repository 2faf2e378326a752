using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>
/// What honest shoppers do. A session: perhaps a sign-in and a search, a page of items, clicks by taste, price, quality
/// and place on the page, looks, carts, perhaps an order; later payment, review, return and refund, by the item's
/// quality.
/// </summary>
internal sealed class Shopping(
    MarketModel market, PendingQueue queue, Counters counters, Places places, Aftermath aftermath)
{
    /// <summary>A second, in the queue's microseconds.</summary>
    internal const long Second = 1_000_000;

    /// <summary>A day.</summary>
    internal const long Day = 86_400 * Second;

    /// <summary>The value of a coupon, in cents.</summary>
    internal const int CouponCents = 1000;

    // The share of the cards of honest people that are of another country than they are.
    private const double ForeignCards = 0.05;

    private const double SignsIn = 0.5;
    private const double Searches = 0.3;
    private const int PageSize = 8;
    private const int MostPages = 2;

    /// <summary>Plans the sign-up of somebody new, and a first session.</summary>
    internal void Join(ref SeededRandom random, long now, int day) =>
        JoinAt(ref random, default, now, day);

    /// <summary>Plans the sign-up of somebody new at a place, and a first session.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="place">The device and internet address; 0 for one of the shopper's.</param>
    /// <param name="now">When.</param>
    /// <param name="day">The day.</param>
    /// <returns>The newcomer where the first session begins.</returns>
    internal Pending JoinAt(ref SeededRandom random, Pending place, long now, int day)
    {
        int shopper = market.Options.Shoppers + ++counters.Account;
        Pending by = places.Own(ref random, shopper, now, day);
        by = by with
        {
            Device = place.Device != 0 ? place.Device : by.Device,
            Ip = place.Ip != 0 ? place.Ip : by.Ip,
        };
        queue.Add(by with { Event = SimulatedEvent.SignUp, Flag = random.Next(2) == 0 });
        if (random.NextDouble() < 0.5)
        {
            queue.Add(by with
            {
                Event = SimulatedEvent.CardAdded,
                Time = now + (30 * Second),
                Card = MarketModel.CardOf(shopper),
                Flag = random.NextDouble() < ForeignCards,
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

        by = by with { Time = now + (90 * Second) };
        Visit(ref random, Claim(ref random, by, day, 0.5), day);
        return by;
    }

    /// <summary>Plans a session of a shopper that starts now: mostly a visit, now and then a thing bought again, or
    /// money for a creator.</summary>
    internal void Session(ref SeededRandom random, int shopper, long now, int day)
    {
        Pending by = places.Own(ref random, shopper, now, day);
        if (random.NextDouble() < SignsIn)
        {
            by = by with { Time = now + SignIn(ref random, by) };
        }

        by = by with { Time = by.Time + (random.Next(5, 30) * Second) };
        by = Claim(ref random, by, day, market.CouponChance(shopper));
        if (random.NextDouble() < 0.04)
        {
            Tip(ref random, by);
        }

        int staple = market.StapleOf(shopper);
        if (staple != 0 && random.NextDouble() < 0.3)
        {
            Direct(ref random, by, staple, day, orders: true);
        }
        else if (random.NextDouble() < 0.04)
        {
            int category = market.PickCategory(ref random, shopper, day);
            Direct(ref random, by, market.PickItem(ref random, category), day, orders: random.NextDouble() < 0.6);
        }
        else
        {
            Visit(ref random, by, day);
        }
    }

    /// <summary>Plans that somebody comes for one item, without a page of others.</summary>
    internal void Direct(ref SeededRandom random, Pending by, int item, int day, bool orders)
    {
        long at = by.Time;
        Take(ref random, by with { Item = item }, ref at, day);
        if (orders)
        {
            at += random.Next(20, 300) * Second;
            Order(ref random, Checkout(ref random, by with { Time = at }), [item], day);
        }
    }

    /// <summary>Plans that somebody looks around and puts an item into the cart.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="by">Who, when and where.</param>
    /// <param name="item">The item.</param>
    /// <param name="day">The day.</param>
    /// <returns>When it is done.</returns>
    internal long LookAround(ref SeededRandom random, Pending by, int item, int day)
    {
        long at = by.Time + (random.NextDouble() < SignsIn ? SignIn(ref random, by) : 0);
        Span<int> others = stackalloc int[2];
        bool searches = random.NextDouble() < Searches;
        if (searches)
        {
            at = Search(ref random, by, at, item);
        }

        Browse(ref random, by, ref at, day, market.ItemCategory[item], searches, others);
        Pending about = by with { Item = item };
        at += random.Next(2, 20) * Second;
        queue.Add(about with { Event = SimulatedEvent.Click, Time = at });
        Take(ref random, about, ref at, day);
        return at;
    }

    /// <summary>Plans a small payment without an order to somebody in a live room.</summary>
    internal void Tip(ref SeededRandom random, Pending by)
    {
        Pending tip = by with
        {
            Order = ++counters.Order,
            Flag = true,
            Card = by.Card != 0 ? by.Card : MarketModel.CardOf(by.Shopper),
            Cents = 100 * (1 + Places.Again(ref random, 0.6, 19)),
            Other = 0,
        };
        Pay(ref random, tip, failing: 0.06);
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
        Pending payment = placed with { Time = by.Time + (random.Next(5, 60) * Second) };
        placed = placed with { Card = Pay(ref random, payment, failing: 0.06) };
        for (int i = 0; i < items.Length; i++)
        {
            PlanLine(ref random, placed, items[i], day, i == 0 ? discount : 0);
        }

        if (discount > 0)
        {
            queue.Add(placed with { Event = SimulatedEvent.CouponRedeem, Time = by.Time + 2, Cents = discount });
        }

        return order;
    }

    // Some payments fail a few times, and now and then another card does it then; gives the card.
    private int Pay(ref SeededRandom random, Pending payment, double failing)
    {
        int failures = Places.Again(ref random, failing, 1);
        failures += failures == 0 ? 0 : Places.Again(ref random, 0.45, 5);
        for (int i = 0; i < failures; i++)
        {
            queue.Add(payment with { Event = SimulatedEvent.PaymentFailed });
            payment = payment with { Time = payment.Time + (random.Next(15, 100) * Second) };
        }

        if (failures > 0 && payment.Pattern == AbusePattern.None && random.NextDouble() < 0.3)
        {
            payment = payment with { Card = counters.NewExtra() };
            queue.Add(payment with
            {
                Event = SimulatedEvent.CardAdded,
                Time = payment.Time - (5 * Second),
                Flag = random.NextDouble() < ForeignCards,
            });
        }

        queue.Add(payment with { Event = SimulatedEvent.Payment });
        return payment.Card;
    }

    // Who forgot the password tries a few times and sets a new one then.
    private long SignIn(ref SeededRandom random, Pending by)
    {
        bool isForeign = random.NextDouble() < 0.05;
        int failures = Places.Again(ref random, 0.07, 1);
        failures += failures == 0 ? 0 : Places.Again(ref random, 0.45, 5);
        long at = 0;
        for (int i = 0; i <= failures; i++)
        {
            queue.Add(by with
            {
                Event = SimulatedEvent.Login,
                Time = by.Time + at,
                Count = isForeign ? 1 : 0,
                Flag = i == failures,
            });
            at += random.Next(3, 25) * Second;
        }

        if (random.NextDouble() < (failures > 1 ? 0.4 : 0.01))
        {
            queue.Add(by with { Event = SimulatedEvent.PasswordChange, Time = by.Time + at });
            at += 5 * Second;
        }

        return at;
    }

    private long Search(ref SeededRandom random, Pending by, long at, int sought)
    {
        queue.Add(by with { Event = SimulatedEvent.Search, Time = at, Item = sought, Count = PageSize });
        return at + (random.Next(2, 10) * Second);
    }

    private void Take(ref SeededRandom random, Pending about, ref long at, int day)
    {
        int seconds = (int)Math.Clamp(Math.Exp(2.8 + (random.NextGaussian() * 0.8)), 1, 600);
        queue.Add(about with { Event = SimulatedEvent.View, Time = at + 1, Count = seconds });
        at += seconds * Second;
        PutIntoCart(ref random, about with { Time = at }, day);
    }

    private void PutIntoCart(ref SeededRandom random, Pending about, int day) => queue.Add(about with
    {
        Event = SimulatedEvent.AddToCart,
        Count = 1 + Places.Again(ref random, 0.15, 4),
        Cents = market.CentsOn(about.Item, day),
    });

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
        bool searches = random.NextDouble() < Searches;
        if (searches)
        {
            at = Search(ref random, by, at, market.PickItem(ref random, category));
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
        if (random.NextDouble() < 0.06)
        {
            order = order with { Card = counters.NewExtra() };
            if (random.Next(2) == 0)
            {
                queue.Add(order with
                {
                    Event = SimulatedEvent.CardAdded,
                    Time = by.Time - (random.Next(2, 20) * Second),
                    Flag = random.NextDouble() < ForeignCards,
                });
            }
        }

        if (random.NextDouble() < 0.07)
        {
            order = order with { Other = counters.NewExtra() };
            queue.Add(order with { Event = SimulatedEvent.AddressAdded, Time = by.Time - Second });
        }
        else if (random.NextDouble() < 0.1)
        {
            order = order with { Other = places.Locker(by.Shopper) };
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
            aftermath.Plan(ref random, line with { Time = placed.Time });
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
                PutIntoCart(ref random, about with { Time = at }, day);
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
}
