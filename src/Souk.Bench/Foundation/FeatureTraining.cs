using System.Diagnostics;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Features.Training;
using Souk.Log;

namespace Souk.Bench.Foundation;

/// <summary>A training set of 17,000 rows × 1,000 features out of a log, written as CSV (Feast 0.x takes 30 minutes and
/// 50 GB for this size).</summary>
internal sealed class FeatureTraining : IFoundationBenchmark
{
    private const int Rows = 17_000;
    private const int EventsPerRow = 10;
    private const int Features = 100;
    private const int EventsPerBatch = 10_000;
    private const string Windows = "[1m, 10m, 1h, 6h, 24h, 3d, 7d, 14d, 30d, 60d]";

    public string Name => "training";

    public string Description => "A training set of 17,000 rows × 1,000 features out of a log, as CSV. 40 s.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder.Path,
                DefinitionText = Definition(),
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        Fill(engine, cancellation);
        return Build(output, engine, Path.Combine(folder.Path, "training.csv"), cancellation);
    }

    private static void Fill(SoukEngine engine, CancellationToken cancellation)
    {
        FeatureStream stream = new(engine.Definition, shoppers: 20_000, microsecondsPerEvent: 60_000_000, seed: 5);
        for (int done = 0; done < Rows * EventsPerRow; done += EventsPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            EventBatch batch = stream.Next(EventsPerBatch);
            if (!engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer))
            {
                throw new InvalidOperationException("The engine's queue is full.");
            }

            answer.GetAwaiter().GetResult();
        }
    }

    private static SpeedFigure[] Build(
        TextWriter output, SoukEngine engine, string path, CancellationToken cancellation)
    {
        string[] columns = [.. engine.Definition.Columns.Select(c => c.Name)];
        long started = Stopwatch.GetTimestamp();
        long rows;
        using (TrainingCsvWriter csv = new(new StreamWriter(path), columns, hasLabel: false))
        {
            rows = new TrainingSetBuilder(engine.Log, engine.Definitions).Build(
                engine.Definition,
                new TrainingSetOptions { EventType = "payment", Columns = columns },
                csv.Write, progress: null, cancellation);
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using Process process = Process.GetCurrentProcess();
        double gigabytes = process.PeakWorkingSet64 / 1e9;
        output.WriteLine(
            $"{rows:N0} rows × {columns.Length:N0} columns out of {engine.LastPosition.Value:N0} events: "
            + $"{seconds:N1} s, {new FileInfo(path).Length / 1e6:N0} MB of CSV, "
            + $"peak memory of the process so far {gigabytes:N2} GB");
        return
        [
            new("training set, 17,000 rows × 1,000 features (Feast: 30 min)", seconds, "s", 60, 10, false),
            new("training set, peak memory of the process (Feast: 50 GB)", gigabytes, "GB", 2, 1, false),
        ];
    }

    private static string Definition()
    {
        StringBuilder text = new("""
            name: training
            base_currency: EUR
            entities: { shopper: {}, item: {}, card: {}, device: {} }
            events:
              payment: { fields: { shopper: shopper, item: item, card: card, device: device, amount: money } }
              view: { fields: { shopper: shopper, item: item, device: device, seconds: number } }
            features:

            """);
        string[] kinds = ["shopper", "item", "device"];
        string[] aggregates =
        [
            "on: view, count: true", "on: payment, count: true", "on: payment, sum: event.amount",
            "on: payment, mean: event.amount", "on: view, mean: event.seconds", "on: view, max: event.seconds",
            "on: payment, min: event.amount", "on: view, distinct: event.item", "on: payment, distinct: event.shopper",
            "on: view, stddev: event.seconds",
        ];
        for (int i = 0; i < Features; i++)
        {
            string aggregate = aggregates[i % aggregates.Length];
            string field = aggregate.Contains("view", StringComparison.Ordinal) ? "seconds" : "amount";
            string where = i < 30 ? string.Empty : $", where: \"event.{field} > {i}.0\"";
            text.Append($"  {kinds[i / 10 % 3]}.f{i}: {{ {aggregate}{where}, windows: {Windows} }}\n");
        }

        return text.ToString();
    }
}
