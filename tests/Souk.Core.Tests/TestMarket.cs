using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Core.Tests;

/// <summary>A small definition and events of it.</summary>
internal static class TestMarket
{
    internal const string Text = """
        name: test
        base_currency: EUR
        id_horizon: 30d
        entities:
          shopper: { attributes: { country: text, age: whole } }
          item: { attributes: { category: text, price: money, tags: list of text, owner: shopper } }
          session: { retain: 1h, attributes: { started: time } }
        events:
          sign_up:
            fields: { shopper: shopper, country: text?, age: whole? }
            updates: { shopper: { country: event.country, age: event.age } }
          listed:
            fields: { item: item, category: text, price: money, tags: list of text?, owner: shopper? }
            updates:
              item: { category: event.category, price: event.price, tags: event.tags, owner: event.owner }
          view:
            fields: { shopper: shopper, item: item, session: session?, seconds: number?, n: { type: whole, default: 1 }, paid: flag? }
            updates: { session: { started: "has(session.started) ? session.started : event.time" } }
        """;

    internal static readonly LogTime Start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    internal static MarketplaceDefinition Definition { get; } = DefinitionLoader.Parse(Text, "test.yaml").OrThrow();

    internal static string TemporaryFolder() => Directory.CreateTempSubdirectory("souk-test-").FullName;

    internal static EventJsonParser Parser(MarketplaceDefinition? definition = null) =>
        new(definition ?? Definition, new IntakeClock(TimeProvider.System, (definition ?? Definition).MaxClockSkew));

    internal static EventBatch Batch(MarketplaceDefinition definition, params IEnumerable<string> events)
    {
        EventBatch batch = new(definition);
        EventJsonParser parser = Parser(definition);
        foreach (string json in events)
        {
            EventError? error = parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch);
            Assert.Null(error);
        }

        return batch;
    }

    internal static string View(int n, string shopper, string item, string? session = null) =>
        $$"""{"type":"view","id":"v{{n}}","time":"{{Rfc3339.Format(new LogTime(Start.Microseconds + (n * 1_000_000L)))}}","shopper":"{{shopper}}","item":"{{item}}"{{(session is null ? "" : $",\"session\":\"{session}\"")}}}""";
}
