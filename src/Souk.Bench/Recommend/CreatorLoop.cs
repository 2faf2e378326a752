using System.Globalization;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Serving;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A closed loop of creators: a surface says which items each puts forward in the day's live room, the
/// audience buys by its tastes, and the engine learns from that.</summary>
internal sealed class CreatorLoop : IDisposable
{
    private const int ItemsPerRoom = 3;
    private const int Invited = 60;
    private const double CommissionRate = 0.1;
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    private readonly SimulationOptions _options;
    private readonly SimulatedShoppers _shoppers;
    private readonly Dictionary<string, int> _items;
    private int _day;
    private int _numbers;

    internal CreatorLoop(SimulationOptions options)
    {
        _options = options;
        _shoppers = new SimulatedShoppers(options);
        _items = LoopListings.List(Engine, _shoppers);
        for (int creator = 1; creator <= _shoppers.Creators; creator++)
        {
            EventType type = Engine.Begin("creator_registered", LoopListings.Opening);
            Engine.Set(type, "creator", IdOf(creator));
            Engine.Set(type, "topic", _shoppers.TopicOf(creator));
            Engine.End(LoopListings.Opening);
        }
    }

    internal EngineUnderTest Engine { get; } = new(LoopDefinition.Text);

    public void Dispose() => Engine.Dispose();

    /// <summary>Runs days.</summary>
    /// <param name="surface">The surface that is asked; null lets creators take what somebody of their audience would
    /// be shown.</param>
    /// <param name="days">How many.</param>
    internal LoopFigures RunDays(string? surface, int days)
    {
        LoopFigures figures = default;
        for (int end = _day + days; _day < end; _day++)
        {
            for (int creator = 1; creator <= _shoppers.Creators; creator++)
            {
                figures += RunRoom(surface, creator);
            }
        }

        return figures;
    }

    private static string IdOf(int creator) => string.Create(CultureInfo.InvariantCulture, $"c{creator}");

    private LoopFigures RunRoom(string? surface, int creator)
    {
        long moment = (_day * 10_007L) + creator;
        SeededRandom random = new(_options.Seed ^ 0xC2EA, (ulong)moment);
        IReadOnlyList<int> audience = _shoppers.Audience(creator, Invited, _day, moment);
        if (audience.Count == 0)
        {
            return default;
        }

        int[] items = surface is null ? Choose(ref random, audience) : Ask(surface, creator);
        string room = string.Create(CultureInfo.InvariantCulture, $"l{moment}");
        long at = LoopListings.Opening.Microseconds + ((_day + 1) * Day) + (creator * 600 * Second);
        LoopFigures figures = default;
        foreach (int item in items)
        {
            figures += PutForward(ref random, creator, room, item, audience, at);
            at += 60 * Second;
        }

        return figures;
    }

    private int[] Ask(string surface, int creator) =>
    [
        .. Engine.Ask(new RecommendRequest { Surface = surface, Subject = IdOf(creator), Count = ItemsPerRoom })
            .Items.Select(i => _items[i.Id]),
    ];

    private int[] Choose(ref SeededRandom random, IReadOnlyList<int> audience)
    {
        int[] items = new int[ItemsPerRoom];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = _shoppers.Browse(ref random, audience[random.Next(audience.Count)], _day);
        }

        return items;
    }

    // The value is that of one item put forward, by the true chances of all who watch.
    private LoopFigures PutForward(
        ref SeededRandom random, int creator, string room, int item, IReadOnlyList<int> audience, long at)
    {
        LogTime time = new(at);
        EventType promote = Engine.Begin("promote", time);
        Engine.Set(promote, "promotion", $"p{++_numbers}");
        Engine.Set(promote, "creator", IdOf(creator));
        Engine.Set(promote, "item", _shoppers.Item(item).Id);
        Engine.Set(promote, "live_room", room);
        Engine.End(time);
        Money price = _shoppers.PriceOn(item, _day);
        double value = 0;
        long bought = 0;
        foreach (int shopper in audience)
        {
            double chance = _shoppers.LiveChance(shopper, item, _day);
            value += chance * price.ToDouble() / audience.Count;
            if (random.NextDouble() < chance)
            {
                bought++;
                Sell(creator, room, shopper, item, price, time);
            }
        }

        return new LoopFigures(1, value, double.NaN, bought);
    }

    private void Sell(int creator, string room, int shopper, int item, Money price, LogTime time)
    {
        EventType sale = Engine.Begin("live_sale", time);
        Engine.Set(sale, "live_room", room);
        Engine.Set(sale, "creator", IdOf(creator));
        Engine.Set(sale, "shopper", string.Create(CultureInfo.InvariantCulture, $"s{shopper}"));
        Engine.Set(sale, "item", _shoppers.Item(item).Id);
        Engine.Set(sale, "order", $"o{++_numbers}");
        Engine.Encoder.SetMoney(sale.FindField("amount")!.Index, price);
        Engine.Encoder.SetMoney(
            sale.FindField("commission")!.Index, Money.FromDouble(price.ToDouble() * CommissionRate));
        Engine.End(time);
    }
}
