using System.Diagnostics;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Log;
using Souk.Simulation;

namespace Souk.Bench.Foundation;

/// <summary>
/// The feature engine under the shipped definition on one thread: events a second with everything that belongs to an
/// event (decode, duplicates, entities, profiles, features), memory, and the time of a read.
/// </summary>
internal sealed class FeatureThroughput : IFoundationBenchmark
{
    private const int EventsPerBatch = 50_000;

    // 2 million events in 60 days: the 30-day windows are full in the second half.
    private const long MicrosecondsPerEvent = 60 * 86_400_000_000L / 2_000_000;

    private const int Events = 2_000_000;
    private const int Shoppers = 100_000;

    public string Name => "features";

    public string Description => "The feature engine under the shipped definition on one thread. 30 s.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        MarketplaceDefinition definition = DefinitionLoader.LoadShipped();
        output.WriteLine($"{definition.Features.Count} features, {definition.Columns.Count} columns");
        FeatureEngineFactory[] features = [new()];
        _ = Fold(output, "scattered events, without features", definition, [], Scattered(definition), cancellation);
        double scattered = Fold(output, "scattered events", definition, features, Scattered(definition), cancellation);
        double simulated = Fold(
            output, "simulated marketplace", definition, features, Simulated(definition), cancellation);
        return
        [
            new(
                "feature engine, shipped definition, one thread, simulated marketplace",
                simulated, "events/s", 150_000, 400_000),
            new("the same, scattered events of 100,000 shoppers", scattered, "events/s", 150_000, 400_000),
        ];
    }

    // Every event names shoppers, items and devices at random and fills every field: no locality for caches to use.
    private static Func<EventBatch> Scattered(MarketplaceDefinition definition)
    {
        FeatureStream stream = new(definition, Shoppers, MicrosecondsPerEvent, seed: 1);
        return () => stream.Next(EventsPerBatch);
    }

    // Sessions of 6,000 shoppers in 40 days.
    private static Func<EventBatch> Simulated(MarketplaceDefinition definition)
    {
        MarketplaceSimulator simulator = new(new SimulationOptions { Shoppers = 6_000, Days = 365 }, definition);
        return () =>
        {
            EventBatch batch = new(definition);
            simulator.Next(batch, EventsPerBatch);
            simulator.TakeLabels();
            return batch;
        };
    }

    private static double Fold(
        TextWriter output, string name, MarketplaceDefinition definition, IProjectionFactory[] projections,
        Func<EventBatch> next, CancellationToken cancellation)
    {
        using Fold fold = new(definition, projections);
        StoredEventType[] types = StoredEventType.Map(definition, definition);
        List<double> rates = [];
        for (int done = 0; done < Events; done += EventsPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            EventBatch batch = next();
            long started = Stopwatch.GetTimestamp();
            fold.Replay(batch.Bytes, types, fold.Position.Next, new LogPosition(long.MaxValue));
            rates.Add(EventsPerBatch / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        double[] full = [.. rates.Skip(rates.Count / 2).Order()];
        output.WriteLine(
            $"{name}: {full[full.Length / 2]:N0} events/s at the median of the second half "
            + $"({full[0]:N0} to {full[^1]:N0})");
        output.WriteLine($"  arenas: {string.Join(", ", fold.Arenas.Select(Describe))}");
        if (projections.Length > 0)
        {
            Read(output, fold);
        }

        return full[full.Length / 2];
    }

    private static string Describe(Arena arena) => $"{arena.Name} {arena.AllocatedBytes / 1e6:N1} MB";

    // 100 items × their columns, as a recommender asks for candidates.
    private static void Read(TextWriter output, Fold fold)
    {
        FeatureEngine engine = fold.Projection<FeatureEngine>();
        string[] columns = [.. fold.Definition.Columns
            .Where(c => c.Name.StartsWith("item.", StringComparison.Ordinal)).Select(c => c.Name).Take(50)];
        FeatureReader reader = engine.CreateReader(columns);
        FeatureValue[] values = new FeatureValue[columns.Length];
        int kind = fold.Definition.FindKind("item")!.Index;
        string[] ids =
            [.. Enumerable.Range(1, 100).Select(i => Encoding.UTF8.GetString(fold.Entities.Id(kind, (uint)i * 7)))];
        List<double> microseconds = [];
        for (int round = 0; round < 2_000; round++)
        {
            long started = Stopwatch.GetTimestamp();
            foreach (string id in ids)
            {
                reader.Read(id, values);
            }

            microseconds.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        microseconds.Sort();
        output.WriteLine(
            $"  read 100 items × {columns.Length} columns: p50 {microseconds[1000]:N0} µs, "
            + $"p99 {microseconds[1980]:N0} µs");
        output.WriteLine($"  effect journal: {engine.JournalFileBytes / 1e6:N1} MB in files");
    }
}
