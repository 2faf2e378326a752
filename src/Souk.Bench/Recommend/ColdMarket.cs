using System.Globalization;
using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Serving;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>
/// A simulated marketplace in which a fifth of the shoppers and a tenth of the items are held back: the others make
/// two weeks of history without recommendations, then the held-back items are listed and the held-back shoppers
/// come. What shoppers will click is drawn from their tastes, by their own browsing through all items.
/// </summary>
internal sealed class ColdMarket : IDisposable
{
    /// <summary>The surface that explores new items without knowing what is in them.</summary>
    internal const string Explore = "explore_baseline";

    /// <summary>The shipped surface for shoppers without what knows the content of new items and stated
    /// preferences.</summary>
    internal const string WithoutContent = "without_content";

    private const int HistoryDays = 14;
    private const int ViewsPerSession = 8;
    private const int StatedCategories = 2;
    private const int StatingViews = 20;
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    // What a shopper will click is looked for in so many pages at most.
    private const int MostViews = 3_000;

    private static readonly LogTime _now = new(LoopListings.Opening.Microseconds + ((HistoryDays + 2) * Day));

    private readonly SimulationOptions _options;
    private readonly SimulatedShoppers _shoppers;
    private readonly HashSet<string> _newItems = [];

    internal ColdMarket(SimulationOptions options, int sessionsPerDay)
    {
        _options = options;
        _shoppers = new SimulatedShoppers(options);
        Engine = new EngineUnderTest(Definition());
        int known = _shoppers.Items * 9 / 10;
        for (int item = 1; item <= known; item++)
        {
            LoopListings.List(Engine, _shoppers, item, LoopListings.Opening);
        }

        for (int day = 0; day < HistoryDays; day++)
        {
            for (int session = 0; session < sessionsPerDay; session++)
            {
                RunSession(day, session, sessionsPerDay, known);
            }
        }

        for (int item = known + 1; item <= _shoppers.Items; item++)
        {
            LoopListings.List(Engine, _shoppers, item, _now);
            _newItems.Add(_shoppers.Item(item).Id);
        }

        Engine.Settle();
    }

    internal EngineUnderTest Engine { get; }

    /// <summary>The shoppers that nothing is known of.</summary>
    internal IEnumerable<int> NewShoppers => Enumerable.Range(1, _shoppers.Shoppers).Where(IsNew);

    /// <summary>The shoppers with a history.</summary>
    internal IEnumerable<int> KnownShoppers => Enumerable.Range(1, _shoppers.Shoppers).Where(s => !IsNew(s));

    /// <summary>Picks out the new items, as a filter of a request.</summary>
    internal static string NewItemsOnly { get; } = string.Create(
        CultureInfo.InvariantCulture, $"item.listed_at >= timestamp('{_now.ToDateTimeOffset():yyyy-MM-ddTHH:mm:ssZ}')");

    public void Dispose() => Engine.Dispose();

    internal static string IdOf(int shopper) => string.Create(CultureInfo.InvariantCulture, $"s{shopper}");

    /// <summary>A shopper opens an account and chooses the categories that it looks at most.</summary>
    internal void SignUp(int shopper)
    {
        SeededRandom random = new(_options.Seed ^ 0x516, (ulong)shopper);
        List<string> seen = [];
        for (int i = 0; i < StatingViews; i++)
        {
            seen.Add(_shoppers.Item(_shoppers.Browse(ref random, shopper, HistoryDays)).Category);
        }

        string[] likes =
        [
            .. seen.CountBy(c => c).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
                .Take(StatedCategories).Select(c => c.Key),
        ];
        EventType type = Engine.Begin("sign_up", _now);
        Engine.Set(type, "shopper", IdOf(shopper));
        Engine.SetTexts(type, "likes", likes);
        Engine.End(_now);
    }

    /// <summary>The next items that a shopper clicks, each once.</summary>
    /// <param name="shopper">The shopper.</param>
    /// <param name="count">How many, if so many are found.</param>
    /// <param name="ofNew">Whether only new items count.</param>
    internal List<string> NextClicks(int shopper, int count, bool ofNew)
    {
        SeededRandom random = new(_options.Seed ^ 0xC11C, (ulong)shopper);
        List<string> clicked = [];
        for (int i = 0; i < MostViews && clicked.Count < count; i++)
        {
            int item = _shoppers.Browse(ref random, shopper, HistoryDays);
            string id = _shoppers.Item(item).Id;
            if ((!ofNew || _newItems.Contains(id)) && !clicked.Contains(id)
                && _shoppers.React(shopper, item, 1, HistoryDays, 9_000_000 + i) != ShopperReaction.Passes)
            {
                clicked.Add(id);
            }
        }

        return clicked;
    }

    /// <summary>What a surface answers.</summary>
    internal string[] Ask(string surface, int shopper, string? filter, params string[] context) =>
    [
        .. Engine.Ask(new RecommendRequest
        {
            Surface = surface,
            Subject = IdOf(shopper),
            Count = ColdStartBenchmark.Places,
            Context = context,
            Filters = filter is null ? [] : [filter],
        }).Items.Select(i => i.Id),
    ];

    // The shipped surface is copied, so that the two differ in these sources alone.
    private static string Definition()
    {
        string text = LoopDefinition.Text;
        int start = text.IndexOf("\n  for_you:\n", StringComparison.Ordinal) + 1;
        string shipped = text[start..text.IndexOf("\n  similar_items:\n", StringComparison.Ordinal)];
        string plain = shipped.Replace("  for_you:", $"  {WithoutContent}:", StringComparison.Ordinal)
            .Replace(", content, preferred]", "]", StringComparison.Ordinal)
            .Replace("&shopping ", string.Empty, StringComparison.Ordinal);
        return text[..start]
            + $"  {Explore}: {{ for: shopper, of: item, goal: order_line, value: event.amount, signals: "
            + "{ impression: 0, view: 1, order_line: 8 }, ranker: recall, sources: new_objects }\n"
            + plain + "\n" + text[start..];
    }

    private bool IsNew(int shopper) => shopper % 5 == 0;

    private void RunSession(int day, int session, int sessionsPerDay, int known)
    {
        long moment = (day * 1_000_003L) + session;
        SeededRandom random = new(_options.Seed ^ 0x5E55, (ulong)moment);
        int shopper = 1 + random.Next(_shoppers.Shoppers);
        shopper -= IsNew(shopper) ? 1 : 0;
        long start = LoopListings.Opening.Microseconds + ((day + 1) * Day) + (session * (Day / sessionsPerDay));
        for (int view = 0; view < ViewsPerSession; view++)
        {
            int item = _shoppers.Browse(ref random, shopper, day);
            ShopperReaction reaction = _shoppers.React(shopper, item, 1, day, (moment * ViewsPerSession) + view);
            if (item > known || reaction == ShopperReaction.Passes)
            {
                continue;
            }

            LogTime at = new(start + (view * 10 * Second));
            LoopListings.Touch(Engine, _shoppers, "view", IdOf(shopper), item, at);
            if (reaction != ShopperReaction.Looks)
            {
                LoopListings.Touch(Engine, _shoppers, "add_to_cart", IdOf(shopper), item, at);
            }

            if (reaction == ShopperReaction.Buys)
            {
                LoopListings.Order(Engine, _shoppers, IdOf(shopper), item, day, $"o{moment}-{view}", at);
            }
        }
    }
}
