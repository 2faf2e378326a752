using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Tests;

/// <summary>A marketplace under the definition that ships, fed by the day.</summary>
internal sealed class ShippedMarket : IDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-shipped-").FullName;
    private readonly List<(double Day, string Type, string More)> _events = [];
    private int _number;

    internal ShippedMarket(params IEnumerable<IProjectionFactory> projections)
    {
        IProjectionFactory[] given = [.. projections];
        Engine = SoukEngine.Open(new EngineOptions
        {
            Folder = _folder,
            DefinitionText = DefinitionLoader.ShippedText,
            Projections = given.Length > 0 ? given
                : [new FeatureEngineFactory(), new InteractionProjectionFactory(), new RankerProjectionFactory()],
        });
        Recommender = new Recommender(Engine);
    }

    internal SoukEngine Engine { get; }

    internal Recommender Recommender { get; }

    public void Dispose()
    {
        Engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal void Add(double day, string type, string rest) => _events.Add((day, type, rest));

    internal void Listed(double day, string item, string category, string more = "") => Add(
        day, "item_listed",
        $$""" "item":"{{item}}","seller":"of-{{item}}","title":"{{item}}","category":"{{category}}","price":"8","stock":9999{{more}} """);

    internal void View(double day, string shopper, string item) =>
        Add(day, "view", $$""" "shopper":"{{shopper}}","item":"{{item}}" """);

    internal void Watch(double day, string creator, string shopper) => Add(
        day, "live_view",
        $$""" "live_room":"r-{{creator}}","shopper":"{{shopper}}","creator":"{{creator}}","seconds":60 """);

    internal void Order(double day, string shopper, string item, string price = "8") => Add(
        day, "order_line",
        $$"""
            "order":"o{{_events.Count}}-{{_number}}","shopper":"{{shopper}}","item":"{{item}}","seller":"of-{{item}}",
            "quantity":1,"price":"{{price}}","amount":"{{price}}"
            """);

    internal void Promote(double day, string creator, string item) => Add(
        day, "promote",
        $$""" "promotion":"p{{_events.Count}}-{{_number}}","creator":"{{creator}}","item":"{{item}}" """);

    internal void LiveSale(double day, string creator, string shopper, string item, string amount = "20") => Add(
        day, "live_sale",
        $$"""
            "live_room":"r-{{creator}}","creator":"{{creator}}","shopper":"{{shopper}}","item":"{{item}}",
            "order":"o{{_events.Count}}-{{_number}}","amount":"{{amount}}","commission":"2"
            """);

    internal void Review(double day, string shopper, string item, int rating) => Add(
        day, "review",
        $$"""
            "review":"v{{_events.Count}}-{{_number}}","shopper":"{{shopper}}","item":"{{item}}",
            "seller":"of-{{item}}","rating":{{rating}}
            """);

    /// <summary>Hands in what was added since the last time, by its time.</summary>
    internal async Task Submit()
    {
        EventJsonParser parser = new(
            Engine.Definition, new IntakeClock(TimeProvider.System, Engine.Definition.MaxClockSkew));
        EventBatch batch = new(Engine.Definition);
        foreach ((double day, string type, string rest) in _events.OrderBy(e => e.Day))
        {
            string time = _start.AddDays(day).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            string json = $$"""{"type":"{{type}}","id":"e{{++_number}}","time":"{{time}}",{{rest}}}""";
            Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        }

        _events.Clear();
        Assert.True(Engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    internal RecommendAnswer Ask(RecommendRequest request)
    {
        RecommendAnswer? answer = Recommender.Recommend(
            request with { Deadline = TimeSpan.FromSeconds(10) }, out RequestProblem? problem);
        Assert.Null(problem);
        return answer!;
    }
}
