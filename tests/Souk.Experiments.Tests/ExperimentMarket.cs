using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Log;

namespace Souk.Experiments.Tests;

/// <summary>A small marketplace with experiments.</summary>
internal sealed class ExperimentMarket : IDisposable
{
    internal const string Text = """
        name: experiments
        base_currency: EUR
        entities: { shopper: {}, creator: {} }
        events:
          exposure: { fields: { experiment: text, variant: text, shopper: shopper?, creator: creator? } }
          order: { fields: { shopper: shopper, amount: money, giver: shopper? } }
          click: { fields: { shopper: shopper, weight: number? } }
        features:
          buyer.clicks: { on: click, by: [shopper], count: true, windows: [30d, ever] }
        """;

    internal const string Plan = """
        {"name":"ranker","unit":"shopper","variants":[{"name":"old"},{"name":"new","weight":2}],
         "metrics":[{"name":"clicks","event":"click","kind":"count","within":"1h","covariate":"buyer.clicks.30d"},
                    {"name":"weight","event":"click","kind":"sum","value":"weight"},
                    {"name":"clicked","event":"click","kind":"any","max_harm":0.1}]}
        """;

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-test-").FullName;
    private int _events;

    internal ExperimentMarket() => Engine = Open();

    internal static MarketplaceDefinition Definition { get; } = DefinitionLoader.Parse(Text, "test.yaml").OrThrow();

    internal SoukEngine Engine { get; private set; }

    public void Dispose()
    {
        Engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal void Reopen()
    {
        Engine.Dispose();
        Engine = Open();
    }

    internal Task StartPlan(string plan = Plan) =>
        Engine.DirectAsync(ExperimentProjection.StartDirective, Encoding.UTF8.GetBytes(plan));

    internal string Event(int second, string type, string rest)
    {
        string time = Rfc3339.Format(new LogTime(_start.Microseconds + (second * 1_000_000L)));
        return $$"""{"type":"{{type}}","id":"e{{++_events}}","time":"{{time}}",{{rest}}}""";
    }

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

    internal T Read<T>(Func<ExperimentProjection, T> read)
    {
        using FoldScope scope = Engine.Read();
        return read(scope.Fold.Projection<ExperimentProjection>());
    }

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = Text,
        Projections = [new FeatureEngineFactory(), new ExperimentProjectionFactory()],
    });
}
