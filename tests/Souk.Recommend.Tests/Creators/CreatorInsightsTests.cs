using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Recommend.Creators;

namespace Souk.Recommend.Tests.Creators;

public sealed class CreatorInsightsTests : IDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-creators-").FullName;
    private readonly List<(double Day, string Type, string More)> _events = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_audience_is_those_who_watch_and_what_they_buy_anywhere()
    {
        Add(0, "sign_up", """ "shopper":"s1","country":"FR" """);
        Listed("tea", "drinks", 8);
        Listed("sofa", "home", 800);
        Watch(1, "c1", "s1");
        Watch(1, "c1", "s2");
        Watch(1, "c2", "s3");
        Order(2, "s1", "tea");
        Order(2, "s2", "tea");
        Order(2, "s3", "sofa");

        CreatorInsights insights = await Read();
        CreatorReport report = insights.Of("c1")!;

        Assert.Equal(2, report.Members);
        Assert.Equal(0, report.Buyers);
        CategoryShare category = Assert.Single(report.Categories);
        Assert.Equal("drinks", category.Category);
        Assert.Equal(1, category.Share, 9);
        Assert.Equal(1.5, category.Lift, 9);
        Assert.Equal(8, report.PriceLevel!.Value, 9);
        Assert.Equal("FR", Assert.Single(report.Regions).Category);
        Assert.Null(insights.Of("nobody"));
    }

    [Fact]
    public async Task Who_watched_long_ago_weighs_less()
    {
        Listed("tea", "drinks", 8);
        Listed("sofa", "home", 800);
        Watch(1, "c1", "s1");
        Watch(31, "c1", "s2");
        Order(31, "s1", "tea");
        Order(31, "s2", "sofa");

        CreatorReport report = (await Read()).Of("c1")!;

        Assert.Equal(["home", "drinks"], report.Categories.Select(c => c.Category));
        Assert.Equal(2.0 / 3, report.Categories[0].Share, 9);
    }

    [Fact]
    public async Task Conversion_and_commission_of_small_creators_lean_on_all()
    {
        Listed("tea", "drinks", 8);
        for (int creator = 0; creator < 20; creator++)
        {
            for (int shopper = 0; shopper < 10; shopper++)
            {
                Watch(1, $"c{creator}", $"s{creator}-{shopper}");
            }

            LiveSale(2, $"c{creator}", $"s{creator}-0", "tea", 2);
        }

        Watch(1, "small", "s");
        LiveSale(2, "small", "s", "tea", 100);
        CreatorReport report = (await Read()).Of("small")!;

        Assert.Equal(1, report.Members);
        Assert.Equal(1, report.Buyers);
        Assert.InRange(report.Conversion.Value, 0.1, 0.6);
        Assert.InRange(report.Conversion.Value, report.Conversion.Lower, report.Conversion.Upper);
        Assert.InRange(report.ValuePerSale, 2, 99);
    }

    [Fact]
    public async Task Uplift_is_found_against_the_same_weekdays_and_not_where_there_is_none()
    {
        Listed("tea", "drinks", 8);
        // Saturdays (2026-01-03 is one) sell 4 more, whoever promotes; c1 promotes on Saturdays and moves 3 more, c2
        // promotes on Saturdays too and moves nothing.
        for (int day = 1; day < 120; day++)
        {
            bool isSaturday = day % 7 == 2;
            bool isFirst = isSaturday && day / 7 % 3 == 0;
            int sales = 2 + (isSaturday ? 4 : 0) + (isFirst ? 3 : 0);
            for (int i = 0; i < sales; i++)
            {
                Order(day + 0.5, $"s{i}", "tea");
            }

            if (isFirst)
            {
                Promote(day + 0.25, "c1", "tea");
            }
            else if (isSaturday && day / 7 % 6 == 1)
            {
                Promote(day + 0.25, "c2", "tea");
            }
        }

        IReadOnlyList<CreatorEffect> effects = (await Read()).EffectsOn("tea")!;
        CreatorEffect first = effects.Single(e => e.Creator == "c1");
        CreatorEffect second = effects.Single(e => e.Creator == "c2");

        Assert.Equal(3, first.Uplift!.Value.Value, 6);
        Assert.Equal(9, first.SalesOnPromotedDays, 9);
        Assert.True(second.Uplift!.Value.Value < 0.5, $"{second.Uplift}");
    }

    [Fact]
    public async Task Few_promoted_days_give_no_uplift()
    {
        Listed("tea", "drinks", 8);
        for (int day = 1; day < 40; day++)
        {
            Order(day, "s", "tea");
        }

        Promote(20, "c1", "tea");
        CreatorInsights insights = await Read();

        Assert.Null(Assert.Single(insights.EffectsOn("tea")!).Uplift);
        Assert.Null(insights.EffectsOn("coffee"));
    }

    [Fact]
    public async Task A_definition_without_creators_is_refused()
    {
        using Market market = new();
        await market.Submit(market.View(0, "s1", "a"));

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => CreatorInsights.Read(market.Engine));
        Assert.Contains("creator_picks", error.Message, StringComparison.Ordinal);
    }

    private void Add(double day, string type, string rest) => _events.Add((day, type, rest));

    private void Listed(string item, string category, int price) => Add(
        0, "item_listed",
        $$"""
            "item":"{{item}}","seller":"shop","title":"t",
            "category":"{{category}}","price":"{{price}}","stock":9999
            """);

    private void Watch(double day, string creator, string shopper) => Add(
        day, "live_view", $$"""
            "live_room":"r","shopper":"{{shopper}}",
            "creator":"{{creator}}","seconds":60
            """);

    private void Order(double day, string shopper, string item) => Add(
        day, "order_line",
        $$"""
            "order":"o{{_events.Count}}","shopper":"{{shopper}}","item":"{{item}}",
            "seller":"shop","quantity":1,"price":"8","amount":"8"
            """);

    private void Promote(double day, string creator, string item) => Add(
        day, "promote", $$""" "promotion":"p{{_events.Count}}","creator":"{{creator}}","item":"{{item}}" """);

    private void LiveSale(double day, string creator, string shopper, string item, int commission) => Add(
        day, "live_sale",
        $$"""
            "live_room":"r","creator":"{{creator}}","shopper":"{{shopper}}",
            "item":"{{item}}","order":"o{{_events.Count}}","amount":"200","commission":"{{commission}}"
            """);

    private async Task<CreatorInsights> Read()
    {
        using SoukEngine engine = SoukEngine.Open(new EngineOptions
        {
            Folder = _folder,
            DefinitionText = DefinitionLoader.ShippedText,
            Projections = [],
        });
        EventJsonParser parser = new(
            engine.Definition, new IntakeClock(TimeProvider.System, engine.Definition.MaxClockSkew));
        EventBatch batch = new(engine.Definition);
        int number = 0;
        foreach ((double day, string type, string rest) in _events.OrderBy(e => e.Day))
        {
            string time = _start.AddDays(day).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            string json = $$"""{"type":"{{type}}","id":"e{{++number}}","time":"{{time}}",{{rest}}}""";
            Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        }

        Assert.True(engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
        return CreatorInsights.Read(engine);
    }
}
