using System.Diagnostics;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Features.Engine;

namespace Souk.Bench.Foundation;

/// <summary>The memory of the process over 10 million events of a marketplace that does not grow: once windows and the
/// horizon of event ids are full, it must stay where it is.</summary>
internal sealed class FlatMemory : IFoundationBenchmark
{
    private const long Events = 10_000_000;
    private const long FullAfter = 5_000_000;
    private const int Shoppers = 5_000;

    // 10 million events in 300 days: the longest window and retention of what events come and go (30 and 90 days) are
    // full after 3 million.
    private const long MicrosecondsPerEvent = 300L * 86_400_000_000 / Events;

    public string Name => "flat-memory";

    public string Description =>
        "Memory of the process over 10 million events, each million. 2 min, 4 GB of temporary space.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder.Path,
                DefinitionText = DefinitionLoader.ShippedText,
                Projections = [new FeatureEngineFactory()],
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        FeatureStream stream = new(engine.Definition, Shoppers, MicrosecondsPerEvent, seed: 3);
        double full = 0;
        double most = 0;
        EngineFeed.Run(engine, Events, (batch, count) => batch.Append(stream.Next(count)), cancellation, done =>
        {
            double megabytes = ResidentMegabytes();
            using (FoldScope scope = engine.Read())
            {
                string arenas = string.Join(", ", scope.Fold.Arenas.Select(Describe));
                output.WriteLine($"{done,12:N0} events: {megabytes:N0} MB resident; state in MB: {arenas}");
            }

            full = done <= FullAfter ? Math.Max(full, megabytes) : full;
            most = Math.Max(most, megabytes);
        });
        double growth = 100 * ((most / full) - 1);
        return
        [
            new("growth of the process's memory from 5 to 10 million events, windows full", growth, "%", 5, 1, false),
        ];
    }

    private static string Describe(Arena arena) =>
        $"{arena.Name} {arena.AllocatedBytes / 1e6:N0} of {arena.ReservedBytes / 1e6:N0}";

    // Garbage is a matter of when the collector runs, so it is taken out before looking.
    private static double ResidentMegabytes()
    {
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}
