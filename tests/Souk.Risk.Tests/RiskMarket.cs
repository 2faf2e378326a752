using System.Text;
using System.Text.Json;
using Souk.Cases;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Monitoring;

namespace Souk.Risk.Tests;

/// <summary>A small marketplace with payments, decided on.</summary>
internal sealed class RiskMarket : IDisposable
{
    internal const string Text = """
        name: risk
        base_currency: EUR
        entities: { shopper: {}, card: { attributes: { country: text } }, payment: {}, ip: {}, device: {} }
        events:
          payment:
            fields: { payment: payment, shopper: shopper, card: card, amount: money, ip: ip?, device: device?, country: text? }
            updates: { card: { country: event.country } }
          chargeback: { fields: { payment: payment, shopper: shopper, amount: money } }
        links:
          carriers: { card: { weight: 1 }, device: { weight: 1 } }
          events: { payment: shopper }
          bad: { chargeback: shopper }
        features:
          card.payments: { on: payment, count: true, windows: [5m, 1h] }
          card.amount_mean: { on: payment, mean: event.amount, windows: [1h] }
        """;

    internal const string Policy = """
        name: test
        lists: [blocked]
        outcomes:
          chargeback: { on: chargeback, of: payment, by: payment, matures: 30d }
        checkpoints:
          payment:
            amount: event.amount
            thresholds: { challenge: 20, review: 50, decline: 90 }
            rules:
              - { id: listed, when: 'in_list("blocked", event.card)', outcome: decline, reason: LISTED }
              - { id: listed_ip, when: 'has(event.ip) && in_list("blocked", event.ip)', weight: 50 }
              - { id: large, when: event.amount > 100.0, weight: 30 }
              - { id: fast, when: card.payments.5m >= 3, weight: 60, reason: VELOCITY }
              - { id: abroad, when: card.country == "XX", weight: 1, status: shadow, outcome: decline }
              - { id: shared, when: links.neighbours >= 1.0, weight: 5 }
              - { id: broken, when: '1 / int(event.amount - event.amount) > 0', weight: 5, status: off }
        """;

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-test-").FullName;
    private int _events;

    internal RiskMarket() => Engine = Open();

    internal static IReadOnlyList<IProjectionFactory> Projections { get; } =
        [
            new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
            new RiskEngineFactory(),
            new RiskMonitorFactory(), new CaseProjectionFactory(),
        ];

    internal static MarketplaceDefinition Definition { get; } = DefinitionLoader.Parse(Text, "test.yaml").OrThrow();

    internal SoukEngine Engine { get; private set; }

    internal string Folder => _folder;

    internal int Submitted => _events;

    /// <summary>The definition that the next start asks for.</summary>
    internal string DefinitionText { get; set; } = Text;

    public void Dispose()
    {
        Engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal void Reopen(bool snapshot, Action? between = null)
    {
        if (snapshot)
        {
            Engine.SnapshotAsync().GetAwaiter().GetResult();
        }

        Engine.Dispose();
        between?.Invoke();
        Engine = Open();
    }

    internal Task<LogPosition> PutPolicy(string policy = Policy, string by = "ann") => Engine.DirectAsync(
        RiskEngine.PolicyDirective, JsonSerializer.SerializeToUtf8Bytes(new { text = policy, by }));

    internal Task<LogPosition> ChangeList(string json) =>
        Engine.DirectAsync(RiskEngine.ListDirective, Encoding.UTF8.GetBytes(json));

    internal async Task<Decision?> Pay(int second, string shopper, string card, double amount, string rest = "")
    {
        LogPosition position = await Submit(
            second, "payment",
            $"\"payment\":\"p{_events}\",\"shopper\":\"{shopper}\",\"card\":\"{card}\",\"amount\":{amount}{rest}");
        return Read(r => r.Find(position));
    }

    internal async Task<LogPosition> Submit(int second, string type, string rest)
    {
        string time = Rfc3339.Format(new LogTime(_start.Microseconds + (second * 1_000_000L)));
        string json = $$"""{"type":"{{type}}","id":"e{{_events++}}","time":"{{time}}",{{rest}}}""";
        EventJsonParser parser = new(
            Engine.Definition, new IntakeClock(TimeProvider.System, Engine.Definition.MaxClockSkew));
        EventBatch batch = new(Engine.Definition);
        Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        Assert.True(Engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        return (await answer).Positions[0];
    }

    internal T Read<T>(Func<RiskEngine, T> read)
    {
        using FoldScope scope = Engine.Read();
        return read(scope.Fold.Projection<RiskEngine>());
    }

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = DefinitionText,
        Projections = Projections,
        SnapshotOnClose = false,
    });
}
