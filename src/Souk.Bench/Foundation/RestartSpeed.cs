using System.Buffers.Binary;
using System.Diagnostics;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Simulation;

namespace Souk.Bench.Foundation;

/// <summary>
/// A log of 10 million simulated events under the shipped definition: how long snapshots hold the engine, how long a
/// restart takes after a clean stop and after a stop without a snapshot, and how fast events are decoded from the log.
/// </summary>
internal sealed class RestartSpeed : IFoundationBenchmark
{
    private const long Events = 10_000_000;

    public string Name => "restart";

    public string Description => "10 million events: snapshots, restart, decoding. 2 min, 4 GB of temporary space.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        double holdMilliseconds = Fill(output, folder.Path, cancellation);
        double dirty = Reopen(
            output, folder.Path, "after a stop without a snapshot", out double decoded, decode: true, cancellation);
        double clean = Reopen(output, folder.Path, "after a clean stop", out _, decode: false, cancellation);
        return
        [
            new("restart with 10 million events in the log, after a clean stop", clean, "s", 10, 5, false),
            new("restart with 10 million events in the log, no snapshot at the stop", dirty, "s", 30, 10, false),
            new("longest stop of the engine for a snapshot", holdMilliseconds, "ms", 50, 10, false),
            new("replay decode, simulated events", decoded, "events/s", 1_000_000, 3_000_000),
        ];
    }

    private static EngineOptions Options(string folder) => new()
    {
        Folder = folder,
        DefinitionText = DefinitionLoader.ShippedText,
        Projections = [new FeatureEngineFactory()],
        SnapshotOnClose = false,
    };

    private static double Fill(TextWriter output, string folder, CancellationToken cancellation)
    {
        using SoukEngine engine = SoukEngine.Open(Options(folder), cancellation: cancellation);
        MarketplaceSimulator simulator = new(
            new SimulationOptions { Shoppers = 20_000, Days = 365 }, engine.Definition);
        long started = Stopwatch.GetTimestamp();
        EngineFeed.Run(engine, Events, (batch, count) =>
        {
            simulator.Next(batch, count);
            simulator.TakeLabels();
        }, cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double hold = engine.Counters.LongestSnapshotHoldMicroseconds / 1000.0;
        output.WriteLine(
            $"{Events:N0} events to {simulator.Time} in {seconds:N1} s: {Events / seconds:N0}/s, simulation included; "
            + $"{engine.Counters.Snapshots} snapshots, the longest hold {hold:0.00} ms");
        return hold;
    }

    private static double Reopen(
        TextWriter output, string folder, string how, out double decoded, bool decode, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using SoukEngine engine = SoukEngine.Open(
            Options(folder) with { SnapshotOnClose = true }, cancellation: cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(
            $"restart {how}: {seconds:0.00} s, from the snapshot at {engine.OpenReport.SnapshotPosition}, "
            + $"{engine.OpenReport.Replayed:N0} events replayed");
        decoded = decode ? Decode(output, engine) : 0;
        return seconds;
    }

    // Reads every record of the log with all checks and decodes all its fields.
    private static double Decode(TextWriter output, SoukEngine engine)
    {
        using Arena arena = new("unused");
        Core.Entities.EntityTable entities = new(arena, engine.Definition.EntityKinds.Count);
        Core.Entities.ProfileStore profiles = new(arena, engine.Definition, entities);
        EventView view = new(entities, profiles, engine.Definition);
        StoredEventType[] types = StoredEventType.Map(engine.Definition, engine.Definition);
        long started = Stopwatch.GetTimestamp();
        long events = 0;
        using IBatchReader reader = engine.Log.Read(LogPosition.Zero);
        while (reader.MoveNext())
        {
            ReadOnlySpan<byte> records = BatchPayload.Read(reader.Payload.Span, out PayloadKind kind, out _);
            if (kind != PayloadKind.Events)
            {
                continue;
            }

            for (int at = 0; at < records.Length; events++)
            {
                int length = EventFormat.LengthBytes + BinaryPrimitives.ReadInt32LittleEndian(records[at..]);
                view.Load(records.Slice(at, length), types, reader.FirstPosition, LogTime.BeforeAll);
                at += length;
            }
        }

        double rate = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"replay decode: {rate:N0} events/s over {events:N0} events");
        return rate;
    }
}
