using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Log;

namespace Souk.Bench.Foundation;

/// <summary>The memory of an entity with ten windowed counts, everything included, and whether it is given
/// back.</summary>
internal sealed class FeatureMemory : IFoundationBenchmark
{
    private const int Entities = 1_000_000;
    private const int EventsPerBatch = 50_000;

    public string Name => "memory";

    public string Description => "Bytes of an entity with ten windowed counts, and whether they are given back. 10 s.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        MarketplaceDefinition definition = DefinitionLoader.Parse("""
            name: memory
            base_currency: EUR
            entities: { card: {} }
            events:
              payment: { fields: { card: card } }
            features:
              card.payments: { on: payment, count: true, windows: [1m, 5m, 10m, 1h, 6h, 24h, 3d, 7d, 14d, 30d] }
            """).OrThrow();
        using Fold fold = new(definition, [new FeatureEngineFactory()]);
        StoredEventType[] types = StoredEventType.Map(definition, definition);
        long time = 0;
        for (int i = 0; i < Entities; i += EventsPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            Apply(fold, definition, types, i, EventsPerBatch, ref time);
        }

        long features = fold.Arenas.Single(a => a.Name == FeatureEngine.ProjectionName).AllocatedBytes;
        long entities = fold.Arenas.Single(a => a.Name == "entities").AllocatedBytes;
        output.WriteLine(
            $"{Entities:N0} cards with 10 windowed counts: {(double)features / Entities:N1} bytes of features and "
            + $"{(double)entities / Entities:N1} bytes of entity table each");
        time += 40 * 86_400_000_000L;
        Apply(fold, definition, types, 0, 1, ref time);
        output.WriteLine($"after their windows have passed: {string.Join(", ", fold.Arenas.Select(Describe))}");
        return
        [
            new("memory of an entity with 10 windowed counts, with its place in the entity table",
                (double)(features + entities) / Entities, "bytes", 400, 200, HigherIsBetter: false),
        ];
    }

    private static string Describe(Arena arena) => $"{arena.Name} {arena.AllocatedBytes / 1e6:N1} MB";

    private static void Apply(
        Fold fold, MarketplaceDefinition definition, StoredEventType[] types, int first, int count, ref long time)
    {
        EventBatch batch = new(definition);
        EventEncoder encoder = new();
        for (int i = first; i < first + count; i++)
        {
            time += 1000;
            byte[] id = Encoding.UTF8.GetBytes(time.ToString(CultureInfo.InvariantCulture));
            encoder.Begin(definition.EventTypes[0], id, new LogTime(time));
            encoder.SetText(0, string.Create(CultureInfo.InvariantCulture, $"card-{i:D8}"));
            encoder.End(batch, new LogTime(time));
        }

        fold.Replay(batch.Bytes, types, fold.Position.Next, new LogPosition(long.MaxValue));
    }
}
