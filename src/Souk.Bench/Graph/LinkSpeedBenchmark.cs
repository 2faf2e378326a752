using System.Diagnostics;
using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Graph.Links;
using Souk.Log;

namespace Souk.Bench.Graph;

/// <summary>Times the links on made payments, each of which ties a shopper to a device, a card, an address and an IP:
/// most have their own, some share, and a few IPs are hubs. Replay of a log with the links as its only projection, and
/// reads.</summary>
public sealed class LinkSpeedBenchmark : ILearningBenchmark
{
    private const int Events = 400_000;
    private const int Shoppers = 60_000;
    private const int EdgesPerEvent = 4;
    private const int BatchEvents = 2_000;
    private const int Reads = 50_000;

    /// <inheritdoc/>
    public string Name => "graph-links";

    /// <inheritdoc/>
    public BenchmarkKind Kind => BenchmarkKind.Speed;

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("souk-bench-").FullName;
        try
        {
            return Measure(folder, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<BenchmarkRow> Measure(string folder, CancellationToken cancellation)
    {
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder,
                DefinitionText = DefinitionLoader.ShippedText,
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        Fill(engine);
        double bare = Replay(engine, [], out Fold without, cancellation);
        without.Dispose();
        double seconds = Replay(engine, [new LinkProjectionFactory()], out Fold fold, cancellation);
        using (fold)
        {
            LinkProjection links = fold.Projection<LinkProjection>();
            string settings = string.Create(
                CultureInfo.InvariantCulture,
                $"{Events} payments, {Shoppers} shoppers, {links.Ties} ties, {links.Arena.ReservedBytes >> 20} MB; "
                + $"the replay without links took {bare:0.00} s");
            return
            [
                new BenchmarkRow(
                    "links, whole replay", "edges/s", Events * EdgesPerEvent / seconds, null, 300_000,
                    Seconds: seconds, Settings: settings),
                new BenchmarkRow(
                    "links, their part of it", "edges/s", Events * EdgesPerEvent / (seconds - bare),
                    Seconds: seconds - bare),
                new BenchmarkRow(
                    "links, all columns of an entity", "microseconds a read", Read(fold, links), HigherIsBetter: false),
            ];
        }
    }

    private static void Fill(SoukEngine engine)
    {
        Random random = new(1);
        EventType type = engine.Definition.FindEventType("payment")!;
        EventEncoder encoder = new();
        long time = LogTime.FromDateTimeOffset(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).Microseconds;
        for (int i = 0; i < Events; i += BatchEvents)
        {
            EventBatch batch = new(engine.Definition);
            for (int j = i; j < i + BatchEvents; j++)
            {
                time += random.NextInt64(10_000_000);
                int shopper = random.Next(Shoppers);
                encoder.Begin(type, Encoding.UTF8.GetBytes($"e{j}"), new LogTime(time));
                Set(encoder, type, "payment", j);
                Set(encoder, type, "shopper", shopper);
                Set(encoder, type, "card", shopper - (random.Next(20) == 0 ? 1 : 0));
                Set(encoder, type, "device", shopper / (random.Next(10) == 0 ? 3 : 1));
                Set(encoder, type, "address", shopper / 2);
                Set(encoder, type, "ip", random.Next(10) == 0 ? random.Next(50) : shopper * 3);
                encoder.SetMoney(type.FindField("amount")!.Index, Core.Money.FromUnits(100_000));
                encoder.End(batch, new LogTime(time));
            }

            if (!engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer))
            {
                throw new InvalidOperationException("The engine's queue is full although every batch is awaited.");
            }

            answer.GetAwaiter().GetResult();
        }
    }

    private static void Set(EventEncoder encoder, EventType type, string field, int number) =>
        encoder.SetText(type.FindField(field)!.Index, number.ToString(CultureInfo.InvariantCulture));

    private static double Replay(
        SoukEngine engine, IReadOnlyList<IProjectionFactory> projections, out Fold fold, CancellationToken cancellation)
    {
        fold = new Fold(engine.Definition, projections);
        var clock = Stopwatch.StartNew();
        new LogReplayer(engine.Log, engine.Definitions).Replay(fold, engine.LastPosition, null, cancellation);
        return clock.Elapsed.TotalSeconds;
    }

    private static double Read(Fold fold, LinkProjection links)
    {
        LinkReader reader = links.CreateReader();
        double[] values = new double[reader.Columns.Count];
        EntityKind kind = fold.Definition.FindKind("shopper")!;
        uint last = fold.Entities.LastNumber(kind.Index);
        var clock = Stopwatch.StartNew();
        for (uint i = 0; i < Reads; i++)
        {
            reader.ReadFor(kind, 1 + (i * 7_919 % last), values);
        }

        return clock.Elapsed.TotalMicroseconds / Reads;
    }
}
