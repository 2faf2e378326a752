using Souk.Core;
using Souk.Features.Reading;

namespace Souk.Features.Tests.Market;

/// <summary>The small market's shopper features, computed from the list of events.</summary>
internal sealed class MarketOracle
{
    private readonly List<(MarketEvent Event, string? Category)> _events = [];
    private readonly Dictionary<string, string> _categories = [];
    private long _now;

    internal void Apply(MarketEvent e)
    {
        _now = e.Time;
        if (e.Type == "listed")
        {
            _categories[e.Item] = e.Category;
        }

        _events.Add((e, _categories.GetValueOrDefault(e.Item)));
    }

    internal Dictionary<string, FeatureValue> Shopper(string shopper)
    {
        List<(MarketEvent Event, string? Category)> views =
            [.. _events.Where(e => e.Event.Type == "view" && e.Event.Shopper == shopper)];
        List<MarketEvent> orders =
            [.. _events.Select(e => e.Event).Where(e => e.Type == "order" && e.Shopper == shopper)];
        List<MarketEvent> viewed = [.. views.Select(v => v.Event)];
        List<MarketEvent> actions =
            [.. _events.Select(e => e.Event).Where(e => e.Type != "listed" && e.Shopper == shopper)];
        Dictionary<string, FeatureValue> values = new()
        {
            ["shopper.views.10s"] = Whole(Inside(viewed, 10).Count),
            ["shopper.views.1h"] = Whole(Inside(viewed, 3600).Count),
            ["shopper.views.ever"] = Whole(viewed.Count),
            ["shopper.actions.1m"] = Whole(Inside(actions, 60).Count),
            ["shopper.spend.1m"] = Sum(Inside(orders, 60)),
            ["shopper.spend.ever"] = Sum(orders),
            ["shopper.gifts.1h"] = Sum([.. Inside(orders, 3600).Where(o => o.Gift)]),
            ["shopper.mean_amount.1h"] = Mean(Inside(orders, 3600)),
            ["shopper.seconds.1m"] = FeatureValue.OfNumber(Inside(viewed, 60).Sum(v => v.Seconds ?? 0)),
            ["shopper.largest.1h"] = Best(Inside(orders, 3600)),
            ["shopper.largest.ever"] = Best(orders),
            ["shopper.first_item.1m"] = Entity(Inside(viewed, 60).FirstOrDefault()?.Item),
            ["shopper.first_item.ever"] = Entity(viewed.FirstOrDefault()?.Item),
            ["shopper.last_query.1h"] = Text(Inside(viewed, 3600).LastOrDefault(v => v.Query != null)?.Query),
            ["shopper.since_first.1m"] = Since(Inside(viewed, 60).FirstOrDefault()),
            ["shopper.since_last.ever"] = Since(viewed.LastOrDefault()),
            ["shopper.items.1m"] = Whole(Inside(actions, 60).Select(a => a.Item).Distinct().Count()),
            ["shopper.categories.1m"] = Whole(views.Where(v => v.Event.Time > _now - 60_000_000 && v.Category != null)
                .Select(v => v.Category).Distinct().Count()),
            ["shopper.recent.ever"] = FeatureValue.OfList(
                [.. viewed.AsEnumerable().Reverse().Take(3).Select(v => FeatureValue.OfEntity(v.Item))]),
            ["shopper.past_views.1m"] =
                Whole(viewed.Count(v => v.Time <= _now - 30_000_000 && v.Time > _now - 90_000_000)),
            ["shopper.order_rate.1m"] = Ratio(Inside(actions, 60).Count, Inside(viewed, 60).Count),
            ["shopper.score"] = FeatureValue.OfNumber(Inside(viewed, 60).Count == 0 ? -1
                : Sum(Inside(orders, 3600)).ToDouble() / Inside(viewed, 60).Count),
        };
        return values;
    }

    internal FeatureValue CategoryOrders(string category) => Whole(_events.Count(e =>
        e.Event.Type == "order" && e.Category == category && e.Event.Time > _now - 60_000_000));

    internal FeatureValue BasketOrders(long quantity, bool gift) => Whole(_events.Count(e =>
        e.Event.Type == "order" && e.Event.Quantity == quantity && e.Event.Gift == gift
        && e.Event.Time > _now - 3_600_000_000));

    internal FeatureValue QueryViews(string query) => Whole(_events.Count(e =>
        e.Event.Type == "view" && e.Event.Query == query && e.Event.Time > _now - 60_000_000));

    internal FeatureValue Taste(string shopper, string category) => FeatureValue.OfNumber(_events
        .Where(e => e.Event.Type != "listed" && e.Event.Shopper == shopper && e.Category == category)
        .Sum(e => Math.Pow(2, -(_now - e.Event.Time) / 3.6e9)));

    private List<MarketEvent> Inside(IEnumerable<MarketEvent> events, long seconds) =>
        [.. events.Where(e => e.Time > _now - (seconds * 1_000_000))];

    private FeatureValue Since(MarketEvent? e) =>
        e is null ? FeatureValue.Missing : FeatureValue.OfNumber((_now - e.Time) / 1e6);

    private static FeatureValue Whole(long value) => FeatureValue.OfWhole(value);

    private static FeatureValue Sum(IEnumerable<MarketEvent> events) =>
        FeatureValue.OfMoney(Money.FromUnits(events.Sum(e => e.Amount.Units)));

    private static FeatureValue Mean(List<MarketEvent> events) => events.Count == 0
        ? FeatureValue.Missing : FeatureValue.OfNumber(events.Average(e => e.Amount.ToDouble()));

    private static FeatureValue Best(List<MarketEvent> events) => events.Count == 0
        ? FeatureValue.Missing : FeatureValue.OfMoney(events.Max(e => e.Amount));

    private static FeatureValue Ratio(double dividend, double divisor) =>
        divisor == 0 ? FeatureValue.Missing : FeatureValue.OfNumber(dividend / divisor);

    private static FeatureValue Entity(string? id) => id is null ? FeatureValue.Missing : FeatureValue.OfEntity(id);

    private static FeatureValue Text(string? text) => text is null ? FeatureValue.Missing : FeatureValue.OfText(text);
}
