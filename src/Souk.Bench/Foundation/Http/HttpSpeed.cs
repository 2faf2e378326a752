using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Simulation;

namespace Souk.Bench.Foundation.Http;

/// <summary>
/// The server as a process of its own, under the shipped definition, loaded by this process on the same machine:
/// batches of simulated events, single events, and reads of features.
/// </summary>
internal sealed class HttpSpeed : IFoundationBenchmark
{
    private const int EventsPerBatch = 1_000;
    private const int WarmUpBatches = 300;
    private const int Batches = 900;
    private const int BatchConnections = 4;

    private const int SinglesPerSecond = 200;
    private const int ReadsPerSecond = 1_000;
    private const int WideReadsPerSecond = 200;
    private const int ReadConnections = 8;
    private const int LoadSeconds = 8;
    private const int WarmUpSeconds = 3;

    private const int Columns = 50;
    private const int KeysOfWideRead = 100;
    private const int Shoppers = 20_000;

    public string Name => "http";

    public string Description => "The server over HTTP: batches, single events and reads of features. 60 s.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        SimulatedBodies bodies = new(new SimulationOptions { Shoppers = Shoppers, Days = 365 });
        List<byte[]> batches = [];
        for (int i = 0; i < WarmUpBatches + Batches; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            batches.Add(HttpConnection.Post("/v1/events", "application/x-ndjson", bodies.Next(EventsPerBatch)));
        }

        List<byte[]> singles = [];
        for (int i = 0; i < SinglesPerSecond * (LoadSeconds + WarmUpSeconds); i++)
        {
            singles.Add(HttpConnection.Post("/v1/events", "application/json", bodies.Next(1)));
        }

        using TemporaryFolder folder = new();
        using ServerProcess server = new(folder.Path);
        using CancellationTokenRegistration stop = cancellation.Register(server.Stop);
        double rate = Ingest(output, server, batches);
        double[] single = Load(output, server, "one event a request, durable", singles, SinglesPerSecond);
        double[] narrow = Load(
            output, server, $"read 1 entity × {Columns} features", Reads(1, ReadsPerSecond), ReadsPerSecond);
        double[] wide = Load(
            output, server, $"read {KeysOfWideRead} entities × {Columns} features",
            Reads(KeysOfWideRead, WideReadsPerSecond), WideReadsPerSecond);
        output.WriteLine($"memory of the server at the end: {server.ResidentBytes / 1e6:N0} MB");
        return
        [
            new("NDJSON over HTTP, batches of 1,000, durable, features updated", rate, "events/s", 80_000, 200_000),
            new(
                "one event a request over HTTP, durable, 200/s: p99",
                OpenLoop.Quantile(single, 0.99), "ms", 10, 5, false),
            new("read 1 entity × 50 features over HTTP, 1,000/s: p99 (Feast Go + Redis: 1.8 ms)",
                OpenLoop.Quantile(narrow, 0.99), "ms", 1.5, 1, false),
            new("read 100 entities × 50 features over HTTP, 200/s: p99 (Feast Go: 22 ms, Java: 17 ms)",
                OpenLoop.Quantile(wide, 0.99), "ms", 5, 2, false),
        ];
    }

    // As fast as answers come: each connection sends its next batch when the last is durable.
    private static double Ingest(TextWriter output, ServerProcess server, List<byte[]> batches)
    {
        Send(server, batches.GetRange(0, WarmUpBatches), new double[WarmUpBatches]);
        double[] milliseconds = new double[Batches];
        TimeSpan processor = server.ProcessorTime;
        long started = Stopwatch.GetTimestamp();
        Send(server, batches.GetRange(WarmUpBatches, Batches), milliseconds);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double used = (server.ProcessorTime - processor).TotalMicroseconds / (Batches * EventsPerBatch);
        double rate = Batches * EventsPerBatch / seconds;
        Array.Sort(milliseconds);
        double megabytes = batches.Skip(WarmUpBatches).Sum(b => (double)b.Length) / 1e6;
        output.WriteLine(
            $"batches of {EventsPerBatch:N0} NDJSON events, {BatchConnections} connections, durable: "
            + $"{rate:N0} events/s, {megabytes / seconds:N0} MB/s, {used:N1} µs of processor time an event; "
            + $"a batch p50 {OpenLoop.Quantile(milliseconds, 0.5):N1} ms, "
            + $"p99 {OpenLoop.Quantile(milliseconds, 0.99):N1} ms");
        return rate;
    }

    private static void Send(ServerProcess server, List<byte[]> batches, double[] milliseconds)
    {
        int next = -1;
        Parallel.For(0, BatchConnections, new ParallelOptions { MaxDegreeOfParallelism = BatchConnections }, _ =>
        {
            using HttpConnection connection = new(server.EndPoint);
            for (int i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
            {
                long sent = Stopwatch.GetTimestamp();
                using JsonDocument answer = JsonDocument.Parse(connection.Exchange(batches[i]).ToArray());
                milliseconds[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                if (answer.RootElement.GetProperty("accepted").GetInt32() != EventsPerBatch)
                {
                    throw new InvalidOperationException($"The server did not take a whole batch: {answer.RootElement}");
                }
            }
        });
    }

    private static double[] Load(
        TextWriter output, ServerProcess server, string what, List<byte[]> requests, int perSecond)
    {
        double[] sorted = new OpenLoop(server.EndPoint, ReadConnections)
            .Run(requests, perSecond, warmUp: perSecond * WarmUpSeconds);
        output.WriteLine(
            $"{what}, {perSecond:N0}/s: p50 {OpenLoop.Quantile(sorted, 0.5):0.00} ms, "
            + $"p90 {OpenLoop.Quantile(sorted, 0.9):0.00}, p99 {OpenLoop.Quantile(sorted, 0.99):0.00}, "
            + $"p99.9 {OpenLoop.Quantile(sorted, 0.999):0.00}, most {sorted[^1]:0.00}");
        return sorted;
    }

    private static List<byte[]> Reads(int keys, int perSecond)
    {
        string[] columns = [.. DefinitionLoader.LoadShipped().Columns
            .Where(c => c.Name.StartsWith("shopper.", StringComparison.Ordinal)).Take(Columns).Select(c => c.Name)];
        string features = string.Join(',', columns.Select(c => $"\"{c}\""));
        Random random = new(1);
        List<byte[]> requests = [];
        for (int i = 0; i < perSecond * (LoadSeconds + WarmUpSeconds); i++)
        {
            string ids = string.Join(',', Enumerable.Range(0, keys).Select(_ => $"\"s{random.Next(1, Shoppers)}\""));
            requests.Add(HttpConnection.Post(
                "/v1/features", "application/json",
                Encoding.UTF8.GetBytes($"{{\"features\":[{features}],\"keys\":[{ids}]}}")));
        }

        return requests;
    }
}
