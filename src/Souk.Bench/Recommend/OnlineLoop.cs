using System.Globalization;
using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Serving;
using Souk.Recommend.Training;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A closed loop in which a trained ranker serves and its pages are logged with what it foresaw, so that the
/// online stage can learn from them. The same seed brings the same shoppers, with the stage and without.</summary>
internal sealed class OnlineLoop : IDisposable
{
    private const string Surface = "for_you";
    private const int PageSize = 8;
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    private readonly SimulationOptions _options;
    private readonly SimulatedShoppers _shoppers;
    private readonly EngineUnderTest _engine;
    private readonly Dictionary<string, int> _items;
    private readonly int _pagesPerDay;
    private int _day;
    private int _orders;

    /// <summary>Opens the marketplace.</summary>
    internal OnlineLoop(SimulationOptions options, int pagesPerDay, bool online)
    {
        _options = options;
        _pagesPerDay = pagesPerDay;
        _shoppers = new SimulatedShoppers(options);
        string text = online
            ? LoopDefinition.Text : LoopDefinition.Text.Replace("    online: true\n", "", StringComparison.Ordinal);
        _engine = new EngineUnderTest(text);
        if (_engine.Engine.Definition.FindSurface(Surface)!.Online != online)
        {
            throw new InvalidOperationException($"The shipped definition no longer has '{Surface}' where it was.");
        }

        _items = LoopListings.List(_engine, _shoppers);
    }

    /// <summary>How many days the tastes are ahead of the calendar.</summary>
    internal int TasteDays { get; set; }

    private int TasteDay => _day + TasteDays;

    public void Dispose() => _engine.Dispose();

    /// <summary>Trains a ranker and puts it in force, better or not: what is compared is the stage upon it.</summary>
    internal TrainedRanker Train()
    {
        _engine.Settle();
        ModelTrainer trainer = new(_engine.Engine, _engine.Recommender);
        TrainedRanker trained = trainer.TrainAsync(Surface, "bench").GetAwaiter().GetResult();
        if (trained.WhyNot is not null)
        {
            trainer.PromoteAsync(Surface, trained.Version, "bench").GetAwaiter().GetResult();
        }

        return trained;
    }

    /// <summary>Runs days.</summary>
    /// <param name="days">How many.</param>
    /// <param name="isServed">Whether the surface is asked; else pages are as without recommendations.</param>
    internal LoopFigures RunDays(int days, bool isServed)
    {
        LoopFigures figures = default;
        for (int last = _day + days; _day < last; _day++)
        {
            for (int page = 0; page < _pagesPerDay; page++)
            {
                figures += RunPage(page, isServed);
            }

            _engine.Settle();
        }

        return figures;
    }

    private static string IdOf(int shopper) => string.Create(CultureInfo.InvariantCulture, $"s{shopper}");

    private LoopFigures RunPage(int page, bool isServed)
    {
        long moment = (_day * 1_000_003L) + page;
        SeededRandom random = new(_options.Seed ^ 0x0AE1, (ulong)moment);
        int shopper = 1 + random.Next(_shoppers.Shoppers);
        long at = LoopListings.Opening.Microseconds + ((_day + 1) * Day) + (page * (Day / _pagesPerDay));
        RecommendAnswer? answer = isServed
            ? _engine.Ask(new RecommendRequest { Surface = Surface, Subject = IdOf(shopper), Count = PageSize }) : null;
        int[] shown = new int[answer?.Items.Count ?? PageSize];
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = answer is null ? _shoppers.Browse(ref random, shopper, TasteDay) : _items[answer.Items[i].Id];
        }

        double value = 0;
        long bought = 0;
        for (int i = 0; i < shown.Length; i++)
        {
            value += _shoppers.ValueOf(shopper, shown[i], TasteDay);
            Show(shopper, shown[i], i + 1, new LogTime(at), answer, answer?.Items[i], $"p{moment}");
            ShopperReaction reaction = _shoppers.React(shopper, shown[i], i + 1, TasteDay, moment);
            bought += reaction == ShopperReaction.Buys ? 1 : 0;
            React(shopper, shown[i], reaction, at + ((i + 1) * Second));
        }

        return new LoopFigures(shown.Length, value, BestValue(shopper, shown.Length), bought);
    }

    private void Show(
        int shopper, int item, int place, LogTime at, RecommendAnswer? answer, Recommendation? shown, string request)
    {
        EventType type = _engine.Begin("impression", at);
        _engine.Set(type, "shopper", IdOf(shopper));
        _engine.Set(type, "item", _shoppers.Item(item).Id);
        _engine.Set(type, "surface", Surface);
        _engine.Set(type, "request", request);
        _engine.Encoder.SetWhole(type.FindField("rank")!.Index, place);
        if (shown is not null)
        {
            _engine.Encoder.SetNumber(type.FindField("propensity")!.Index, shown.Propensity);
            _engine.Encoder.SetWhole(type.FindField("model")!.Index, answer!.ModelVersion);
        }

        if (shown?.ModelChance is double chance)
        {
            _engine.Encoder.SetNumber(type.FindField("chance")!.Index, chance);
        }

        _engine.End(at);
    }

    private void React(int shopper, int item, ShopperReaction reaction, long at)
    {
        string id = IdOf(shopper);
        foreach (string name in reaction >= ShopperReaction.AddsToCart ? (string[])["click", "view", "add_to_cart"]
            : reaction >= ShopperReaction.Looks ? ["click", "view"] : [])
        {
            LoopListings.Touch(_engine, _shoppers, name, id, item, new LogTime(at));
        }

        if (reaction >= ShopperReaction.Buys)
        {
            LoopListings.Order(_engine, _shoppers, id, item, TasteDay, $"o{++_orders}", new LogTime(at));
        }
    }

    private double BestValue(int shopper, int count) => Enumerable.Range(1, _shoppers.Items)
        .Select(item => _shoppers.ValueOf(shopper, item, TasteDay)).OrderDescending().Take(count).Sum();
}
