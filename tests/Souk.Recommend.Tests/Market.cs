using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Recommend.Online;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Tests;

/// <summary>A small shop with a few surfaces.</summary>
internal sealed class Market : IDisposable
{
    internal const string Text = """
        name: recommend
        base_currency: EUR
        entities:
          shopper: {}
          item: { attributes: { category: text, seller: text, stock: whole, title: text, price: money } }
        events:
          listed:
            fields: { item: item, category: text, seller: text?, stock: whole?, title: text?, price: money? }
            updates:
              item: { category: event.category, seller: event.seller, stock: event.stock, title: event.title, price: event.price }
          shown: { fields: { shopper: shopper, item: item, surface: text?, request: text?, rank: whole?, propensity: number?, model: whole?, chance: number? } }
          view: { fields: { shopper: shopper, item: item } }
          dislike: { fields: { shopper: shopper, item: item } }
          buy: { fields: { shopper: shopper, item: item, amount: money } }
        features:
          item.views: { on: view, count: true, windows: [1h, 30d] }
          interest: { on: view, by: [shopper, item.category], count: true, windows: [30d] }
        surfaces:
          feed:
            for: shopper
            of: item
            goal: buy
            value: event.amount
            signals: &signals { shown: 0, view: 1, buy: 8, dislike: -20 }
            filters: "!has(item.stock) || item.stock > 0"
            sources: [neighbours, co_viewed, co_bought, factors, followed, similar_subjects, trending, new_objects, repeat]
            online: true
            groups: [category]
            rerank: { caps: { seller: 2 }, hide_bought: 7d, hide_after_shown: 3, variants: [title, seller] }
            fallback: top
          top:
            for: shopper
            of: item
            goal: buy
            value: event.amount
            signals: *signals
            sources: trending
            groups: [category]
          similar:
            for: item
            of: item
            through: shopper
            goal: buy
            value: event.amount
            signals: *signals
            sources: [co_viewed, co_bought]
            groups: [category]
        """;

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-recommend-").FullName;
    private int _events;

    private readonly string _definition;

    internal Market(string definition = Text)
    {
        _definition = definition;
        Engine = Open();
        Recommender = new Recommender(Engine);
    }

    internal static IReadOnlyList<IProjectionFactory> Projections { get; } =
        [new FeatureEngineFactory(), new InteractionProjectionFactory(), new RankerProjectionFactory(),
            new OnlineProjectionFactory()];

    internal SoukEngine Engine { get; private set; }

    internal Recommender Recommender { get; private set; }

    public void Dispose()
    {
        Engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal void Reopen()
    {
        Engine.Dispose();
        Engine = Open();
        Recommender = new Recommender(Engine);
    }

    internal string Event(int second, string type, string rest)
    {
        string time = Rfc3339.Format(new LogTime(_start.Microseconds + (second * 1_000_000L)));
        return $$"""{"type":"{{type}}","id":"e{{++_events}}","time":"{{time}}",{{rest}}}""";
    }

    internal string View(int second, string shopper, string item) => Pair(second, "view", shopper, item);

    internal string Shown(int second, string shopper, string item) => Pair(second, "shown", shopper, item);

    internal string ShownBy(int second, string shopper, string item, string request, int rank) => Event(
        second, "shown",
        $$""" "shopper":"{{shopper}}","item":"{{item}}","surface":"feed","request":"{{request}}","rank":{{rank}} """);

    internal string Dislike(int second, string shopper, string item) => Pair(second, "dislike", shopper, item);

    internal string Buy(int second, string shopper, string item, int amount = 10) => Event(
        second, "buy", $$""" "shopper":"{{shopper}}","item":"{{item}}","amount":"{{amount}}" """);

    internal string Listed(int second, string item, string more) =>
        Event(second, "listed", $$""" "item":"{{item}}",{{more}} """);

    internal async Task Submit(params IEnumerable<string> events)
    {
        EventJsonParser parser = new(
            Engine.Definition, new IntakeClock(TimeProvider.System, Engine.Definition.MaxClockSkew));
        EventBatch batch = new(Engine.Definition);
        foreach (string json in events)
        {
            Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        }

        Assert.True(Engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    internal RecommendAnswer Ask(string surface, string subject, int count = 10, params string[] whyNot)
    {
        RecommendRequest request = new()
        {
            Surface = surface,
            Subject = subject,
            Count = count,
            WhyNot = whyNot,
            // A busy machine must not change what is tested.
            Deadline = TimeSpan.FromSeconds(10),
        };
        RecommendAnswer? answer = Recommender.Recommend(request, out RequestProblem? problem);
        Assert.Null(problem);
        return answer!;
    }

    internal string[] Ids(string surface, string subject, int count = 10) =>
        [.. Ask(surface, subject, count).Items.Select(i => i.Id)];

    internal T Read<T>(Func<Fold, InteractionProjection, T> read)
    {
        using FoldScope scope = Engine.Read();
        return read(scope.Fold, scope.Fold.Projection<InteractionProjection>());
    }

    private string Pair(int second, string type, string shopper, string item) =>
        Event(second, type, $$""" "shopper":"{{shopper}}","item":"{{item}}" """);

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = _definition,
        Projections = Projections,
    });
}
