using Souk.Bench.Data;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Log;
using Souk.Recommend.Serving;

namespace Souk.Bench.Recommend;

/// <summary>
/// Baskets as events of an engine. Before each basket of a span, of a customer who bought before, surfaces and simple
/// baselines say what it will hold; then it becomes known to all of them.
/// </summary>
internal sealed class BasketReplay : IDisposable
{
    /// <summary>How many items are looked at.</summary>
    internal const int Cutoff = 20;

    // What was bought in the last weeks is popular; the span was not tuned.
    private const int PopularDays = 30;

    private readonly string[] _surfaces;
    private readonly EngineUnderTest _engine;
    private readonly Dictionary<string, Dictionary<string, int>> _bought = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _lastBasket = [];
    private readonly Dictionary<string, int> _recent = [];
    private readonly Queue<BasketData.Basket> _window = [];

    /// <summary>Makes an engine with surfaces by name and sources.</summary>
    internal BasketReplay(params (string Name, string Sources)[] surfaces)
    {
        _surfaces = [.. surfaces.Select(s => s.Name)];
        const string form =
            "for: shopper, of: item, goal: buy, value: event.amount, signals: { buy: 1 }, half_life: 90d";
        IEnumerable<string> declared = surfaces.Select(
            s => $"  {s.Name}: {{ {form}, sources: [{s.Sources}], ranker: recall }}\n");
        _engine = new EngineUnderTest(
            """
            name: baskets
            base_currency: GBP
            entities:
              shopper: {}
              item: {}
            events:
              buy: { fields: { shopper: shopper, item: item, amount: money } }
            surfaces:

            """ + string.Concat(declared));
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>Replays baskets.</summary>
    /// <param name="baskets">All of them, in order.</param>
    /// <param name="from">The first one that is foreseen.</param>
    /// <param name="every">Of those, each so-manieth.</param>
    internal List<BasketCase> Run(IReadOnlyList<BasketData.Basket> baskets, int from, int every)
    {
        List<BasketCase> cases = [];
        for (int i = 0; i < baskets.Count; i++)
        {
            if (i >= from && (i - from) % every == 0 && _bought.ContainsKey(baskets[i].Shopper))
            {
                cases.Add(Foresee(baskets[i]));
            }

            Take(baskets[i]);
        }

        return cases;
    }

    private BasketCase Foresee(BasketData.Basket basket)
    {
        Dictionary<string, int> bought = _bought[basket.Shopper];
        Dictionary<string, string[]> all = [];
        Dictionary<string, string[]> unknown = [];
        foreach (string surface in _surfaces)
        {
            RecommendRequest request = new() { Surface = surface, Subject = basket.Shopper, Count = Cutoff };
            all[surface] = Ids(request);
            unknown[surface] = Ids(request with
            {
                Count = Cutoff,
                Exclude = [.. bought.Keys.Take(RecommendRequest.MaxExclude)],
            });
        }

        string[] popular =
        [
            .. _recent.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Key),
        ];
        all["popular"] = popular;
        all["last basket"] = [.. _lastBasket[basket.Shopper].OrderByDescending(l => _recent.GetValueOrDefault(l))];
        all["own most bought"] =
        [
            .. bought.OrderByDescending(b => b.Value).ThenByDescending(b => _recent.GetValueOrDefault(b.Key))
                .ThenBy(b => b.Key, StringComparer.Ordinal).Select(b => b.Key),
        ];
        unknown["popular"] = [.. popular.Where(p => !bought.ContainsKey(p)).Take(Cutoff)];
        string[] items = [.. basket.Items.Select(l => l.Item)];
        return new BasketCase(
            [.. items.Where(i => !bought.ContainsKey(i))], [.. items.Where(bought.ContainsKey)], all, unknown);
    }

    private string[] Ids(RecommendRequest request) => [.. _engine.Ask(request).Items.Select(i => i.Id)];

    private void Take(BasketData.Basket basket)
    {
        LogTime time = LogTime.FromDateTimeOffset(basket.Time);
        foreach ((string item, decimal amount) in basket.Items)
        {
            EventType buy = _engine.Begin("buy", time);
            _engine.Set(buy, "shopper", basket.Shopper);
            _engine.Set(buy, "item", item);
            _engine.Encoder.SetMoney(buy.FindField("amount")!.Index, Money.FromDecimal(amount));
            _engine.End(time);
        }

        if (!_bought.TryGetValue(basket.Shopper, out Dictionary<string, int>? bought))
        {
            _bought[basket.Shopper] = bought = [];
        }

        foreach ((string item, _) in basket.Items)
        {
            bought[item] = bought.GetValueOrDefault(item) + 1;
            _recent[item] = _recent.GetValueOrDefault(item) + 1;
        }

        _lastBasket[basket.Shopper] = [.. basket.Items.Select(l => l.Item)];
        _window.Enqueue(basket);
        while (_window.Peek().Time < basket.Time.AddDays(-PopularDays))
        {
            foreach ((string item, _) in _window.Dequeue().Items)
            {
                _recent[item]--;
            }
        }
    }
}
