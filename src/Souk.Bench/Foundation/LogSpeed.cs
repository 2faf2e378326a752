using Souk.Log.Throughput;

namespace Souk.Bench.Foundation;

/// <summary>The log alone: durable appends by many producers, and reading back with all checks.</summary>
internal sealed class LogSpeed : IFoundationBenchmark
{
    public string Name => "log";

    public string Description =>
        "The log: durable appends by many producers, and replay. 30 s, 1.5 GB of temporary space.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        LogFigures figures = new LogThroughput().Run(output, cancellation);
        return
        [
            new(
                "durable append in process, 200-byte events, group commit",
                figures.AppendsPerSecond, "events/s", 250_000, 1_000_000),
            new(
                "reading the log back with all checks, 200-byte events",
                figures.ReadsPerSecond, "events/s", 1_000_000, 3_000_000),
        ];
    }
}
