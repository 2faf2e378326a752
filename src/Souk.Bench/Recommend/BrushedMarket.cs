using System.Globalization;
using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Serving;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A marketplace in which, on the last day, some orders are made up to bring a few items forward.</summary>
internal sealed class BrushedMarket : IDisposable
{
    // Two of a hundred orders are fake.
    private const double FakeShare = 0.02;
    private const int PageSize = 8;
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    private readonly SimulatedShoppers _shoppers;
    private readonly EngineUnderTest _engine;
    private readonly HashSet<string> _targets = [];
    private readonly SeededRandom _seed;
    private readonly int _orders;
    private readonly int _days;

    /// <summary>Runs the honest part.</summary>
    /// <param name="options">What the marketplace is like.</param>
    /// <param name="orders">How many honest orders there are.</param>
    /// <param name="days">Over how many days.</param>
    /// <param name="targets">How many items the fake orders are for.</param>
    /// <param name="guardsBursts">Whether newcomers are kept from lifting an object alone.</param>
    internal BrushedMarket(SimulationOptions options, int orders, int days, int targets, bool guardsBursts)
    {
        _shoppers = new SimulatedShoppers(options);
        _engine = new EngineUnderTest(LoopDefinition.Text, guardsBursts);
        _orders = orders;
        _days = days;
        _seed = new SeededRandom(options.Seed ^ 0xB125);
        LoopListings.List(_engine, _shoppers);
        SeededRandom random = _seed;
        while (_targets.Count < targets)
        {
            _targets.Add(_shoppers.Item(1 + random.Next(_shoppers.Items)).Id);
        }

        for (int order = 0; order < orders; order++)
        {
            int day = (int)((long)order * days / orders);
            int shopper = 1 + random.Next(_shoppers.Shoppers);
            Buy($"s{shopper}", _shoppers.Browse(ref random, shopper, day), day, $"h{order}", At(order));
        }
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>Makes orders up, on the last day.</summary>
    /// <param name="ordersPerAccount">How many an account makes, all for other targets.</param>
    internal void Attack(int ordersPerAccount)
    {
        int[] targets = [.. Enumerable.Range(1, _shoppers.Items).Where(i => _targets.Contains(_shoppers.Item(i).Id))];
        int fakes = (int)(FakeShare * _orders);
        for (int fake = 0; fake < fakes; fake++)
        {
            int item = targets[fake % targets.Length];
            Buy(
                string.Create(CultureInfo.InvariantCulture, $"f{fake / ordersPerAccount}"), item, _days - 1, $"f{fake}",
                At(_orders));
        }
    }

    /// <summary>The share of the targets in what honest shoppers are shown.</summary>
    internal double Share(string surface, int pages)
    {
        SeededRandom random = _seed;
        int shown = 0;
        int ofTargets = 0;
        for (int page = 0; page < pages; page++)
        {
            RecommendAnswer answer = _engine.Ask(new RecommendRequest
            {
                Surface = surface,
                Subject = string.Create(CultureInfo.InvariantCulture, $"s{1 + random.Next(_shoppers.Shoppers)}"),
                Count = PageSize,
                Seed = (ulong)page,
            });
            shown += answer.Items.Count;
            ofTargets += answer.Items.Count(i => _targets.Contains(i.Id));
        }

        return ofTargets / (double)shown;
    }

    private LogTime At(int order) =>
        new(LoopListings.Opening.Microseconds + Day + (long)(order / (double)_orders * _days * Day));

    private void Buy(string shopper, int item, int day, string order, LogTime at)
    {
        LoopListings.Touch(_engine, _shoppers, "click", shopper, item, at);
        LoopListings.Touch(_engine, _shoppers, "view", shopper, item, at);
        LoopListings.Order(_engine, _shoppers, shopper, item, day, order, at);
    }
}
