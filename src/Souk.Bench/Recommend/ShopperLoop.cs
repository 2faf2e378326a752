using System.Globalization;
using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Serving;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>
/// A closed loop: simulated shoppers come, a surface says what they are shown, they react by their tastes, and the
/// engine learns from that. What every impression is truly worth is known. The same seed brings the same shoppers at
/// the same moments, whatever the surface.
/// </summary>
internal sealed class ShopperLoop : IDisposable
{
    internal const int PageSize = 8;

    /// <summary>The page of a session, from 0, that is the shopper's own where they look around.</summary>
    internal const int OwnPage = 1;

    private const int MostRanked = 200;
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    private readonly SimulationOptions _market;
    private readonly ShopperLoopOptions _options;
    private readonly SimulatedShoppers _shoppers;
    private readonly Dictionary<string, int> _items;
    private readonly Dictionary<(int Shopper, int Day), double> _best = [];
    private int _day;
    private int _orders;

    /// <summary>Opens the marketplace and lists its items.</summary>
    /// <param name="market">What it is like.</param>
    /// <param name="options">What the loop is like.</param>
    internal ShopperLoop(SimulationOptions market, ShopperLoopOptions options)
    {
        _market = market;
        _options = options;
        _shoppers = new SimulatedShoppers(market);
        ByPage = new LoopFigures[options.PagesPerSession];
        Engine = new EngineUnderTest(options.Definition);
        _items = Enumerable.Range(1, _shoppers.Items).ToDictionary(i => _shoppers.Item(i).Id);
        ListItems();
    }

    internal EngineUnderTest Engine { get; }

    /// <summary>How many days the tastes are ahead of the calendar: what it grows by makes them drift at
    /// once.</summary>
    internal int TasteDays { get; set; }

    /// <summary>Set to sum up where value is lost; null does not.</summary>
    internal LoopLadder? Ladder { get; set; }

    /// <summary>The figures of the last day by the place of a page in its session.</summary>
    internal LoopFigures[] ByPage { get; }

    /// <summary>What came of showing items that were listed lately, own pages apart; without the best that could have
    /// been shown.</summary>
    internal LoopFigures OfNew { get; private set; }

    private int TasteDay => _day + TasteDays;

    public void Dispose() => Engine.Dispose();

    /// <summary>Runs a day.</summary>
    /// <param name="surface">The surface that is asked; null shows pages by category and popularity, as a marketplace
    /// without recommendations does.</param>
    internal LoopFigures RunDay(string? surface)
    {
        Engine.IsHeld = _options.IsDaily;
        Array.Clear(ByPage);
        _best.Clear();
        for (int session = 0; session < _options.SessionsPerDay; session++)
        {
            RunSession(surface, session);
        }

        Engine.IsHeld = false;
        Engine.Settle();
        _day++;
        ListItems();
        return ByPage.Aggregate((a, b) => a + b);
    }

    /// <summary>Runs days; see <see cref="RunDay"/>.</summary>
    internal LoopFigures RunDays(string? surface, int days)
    {
        LoopFigures figures = default;
        for (int day = 0; day < days; day++)
        {
            figures += RunDay(surface);
        }

        return figures;
    }

    private static string IdOf(int shopper) => string.Create(CultureInfo.InvariantCulture, $"s{shopper}");

    private void RunSession(string? surface, int session)
    {
        long moment = (_day * 1_000_003L) + session;
        SeededRandom random = new(_market.Seed ^ 0x5E55, (ulong)moment);
        int shopper = 1 + random.Next(_shoppers.Shoppers);
        long start =
            LoopListings.Opening.Microseconds + ((_day + 1) * Day) + (session * (Day / _options.SessionsPerDay));
        for (int page = 0; page < _options.PagesPerSession; page++)
        {
            bool isOwn = surface is null || (_options.LooksAround && page == OwnPage);
            RecommendAnswer? answer = isOwn ? null : Ask(surface!, shopper);
            int[] shown = answer is null
                ? Browse(ref random, shopper) : [.. answer.Items.Select(i => _items[i.Id])];
            LoopFigures figures = Show(
                shopper, shown, answer, start + (page * 100 * Second), (moment * _options.PagesPerSession) + page);
            if (!isOwn || surface is null)
            {
                ByPage[page] += figures;
                OfNew += OfNewAmong(shopper, shown);
            }
        }
    }

    // Those of the day.
    private void ListItems()
    {
        LogTime at = new(LoopListings.Opening.Microseconds + (_day == 0 ? 0 : (_day + 1) * Day));
        for (int item = 1; item <= _shoppers.Items; item++)
        {
            if (_options.Arrivals.DayOf(item) == _day)
            {
                LoopListings.List(Engine, _shoppers, item, at);
            }
        }
    }

    private LoopFigures OfNewAmong(int shopper, int[] shown)
    {
        int[] recent = [.. shown.Where(i => _options.Arrivals.IsNew(i, _day))];
        return new LoopFigures(recent.Length, recent.Sum(i => _shoppers.ValueOf(shopper, i, TasteDay)), 0, 0);
    }

    private RecommendAnswer Ask(string surface, int shopper)
    {
        RecommendAnswer answer = Ask(surface, shopper, PageSize);
        if (Ladder is LoopLadder before)
        {
            int[] ranked = [.. Ask(surface, shopper, MostRanked).Items.Select(i => _items[i.Id])];
            double[] values = [.. ranked.Select(i => _shoppers.ValueOf(shopper, i, TasteDay))];
            double Chance(int at) => values[at] / _shoppers.PriceOn(ranked[at], TasteDay).ToDouble();
            Ladder = before + new LoopLadder(
                1,
                answer.Items.Sum(i => _shoppers.ValueOf(shopper, _items[i.Id], TasteDay)),
                values.Take(answer.Items.Count).Sum(),
                values.OrderDescending().Take(answer.Items.Count).Sum(),
                Enumerable.Range(0, values.Length).OrderByDescending(Chance).Take(answer.Items.Count)
                    .Sum(i => values[i]),
                BestOf(shopper, answer.Items.Count),
                ranked.Length);
        }

        return answer;
    }

    private RecommendAnswer Ask(string surface, int shopper, int count) =>
        Engine.Ask(new RecommendRequest { Surface = surface, Subject = IdOf(shopper), Count = count });

    private int[] Browse(ref SeededRandom random, int shopper)
    {
        int[] shown = new int[PageSize];
        for (int i = 0; i < PageSize; i++)
        {
            do
            {
                shown[i] = _shoppers.Browse(ref random, shopper, TasteDay);
            }
            while (_options.Arrivals.DayOf(shown[i]) > _day);
        }

        return shown;
    }

    private LoopFigures Show(int shopper, int[] shown, RecommendAnswer? answer, long at, long moment)
    {
        double value = 0;
        long bought = 0;
        for (int i = 0; i < shown.Length; i++)
        {
            value += _shoppers.ValueOf(shopper, shown[i], TasteDay);
            LoopListings.Impression(
                Engine, IdOf(shopper), _shoppers.Item(shown[i]).Id, i + 1, answer, $"p{moment}", new LogTime(at));
            ShopperReaction reaction = _shoppers.React(shopper, shown[i], i + 1, TasteDay, moment);
            bought += reaction == ShopperReaction.Buys ? 1 : 0;
            React(shopper, shown[i], reaction, at + ((i + 1) * Second));
        }

        return new LoopFigures(shown.Length, value, BestOf(shopper, shown.Length), bought);
    }

    private void React(int shopper, int item, ShopperReaction reaction, long at)
    {
        if (reaction >= ShopperReaction.Looks)
        {
            Touch("click", shopper, item, at);
            Touch("view", shopper, item, at);
        }

        if (reaction >= ShopperReaction.AddsToCart)
        {
            Touch("add_to_cart", shopper, item, at);
        }

        if (reaction >= ShopperReaction.Buys)
        {
            LoopListings.Order(
                Engine, _shoppers, IdOf(shopper), item, TasteDay, $"o{++_orders}", new LogTime(at));
        }
    }

    private void Touch(string name, int shopper, int item, long at) =>
        LoopListings.Touch(Engine, _shoppers, name, IdOf(shopper), item, new LogTime(at));

    private double BestOf(int shopper, int count)
    {
        if (count == PageSize && _best.TryGetValue((shopper, TasteDay), out double known))
        {
            return known;
        }

        PriorityQueue<double, double> best = new();
        for (int item = 1; item <= _shoppers.Items; item++)
        {
            double value = _options.Arrivals.DayOf(item) > _day ? 0 : _shoppers.ValueOf(shopper, item, TasteDay);
            if (best.Count < count)
            {
                best.Enqueue(value, value);
            }
            else if (value > best.Peek())
            {
                best.EnqueueDequeue(value, value);
            }
        }

        double sum = best.UnorderedItems.Sum(b => b.Element);
        if (count == PageSize)
        {
            _best[(shopper, TasteDay)] = sum;
        }

        return sum;
    }
}
