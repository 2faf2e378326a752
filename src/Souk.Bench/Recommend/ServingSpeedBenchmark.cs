using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Souk.Bench.Foundation;
using Souk.Bench.Foundation.Http;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>
/// The server as a process of its own with a large catalogue and a ranker of boosted trees in force: recommendations
/// over HTTP at a fixed rate while events come in, then as fast as it can, and how soon an acknowledged event and a new
/// item count. Load and server share the machine.
/// </summary>
public sealed class ServingSpeedBenchmark : ILearningBenchmark
{
    private const int Items = 100_000;
    private const int Shoppers = 1_000_000;
    private const int History = 3_000_000;
    private const int EventsPerBatch = 1_000;

    private const int RequestsPerSecond = 200;
    private const int EventsPerSecond = 2_000;
    private const int EventsPerPost = 100;
    private const int LoadSeconds = 15;
    private const int WarmUpSeconds = 10;
    private const int Connections = 8;
    private const int SaturationSeconds = 5;
    private const int SaturationConnections = 4;
    private const int Probes = 200;
    private const int TrainingSeconds = 300;

    /// <inheritdoc/>
    public string Name => "recommend-speed";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        SimulatedBodies bodies = new(new SimulationOptions { Items = Items, Shoppers = Shoppers, Days = 365 });
        using TemporaryFolder folder = new();
        using ServerProcess server = new(folder.Path);
        double seconds = Fill(server, bodies, cancellation);
        string scale = $"{Items:N0} items, {Shoppers:N0} shoppers, {History:N0} events";
        yield return new BenchmarkRow(
            "history over HTTP", "events/s", History / seconds, Seconds: seconds, Settings: scale);

        (int rows, double trained) = Train(server);
        yield return new BenchmarkRow(
            "ranker of boosted trees, by replay of the history", "s", trained, Seconds: trained,
            Settings: $"{rows:N0} rows; in force from here on; {scale}");
        double[] sorted = Load(server, bodies);
        string load = $"{RequestsPerSecond} requests/s with {EventsPerSecond:N0} events/s; {scale}";
        yield return Latency("p50", sorted, 0.5, 5, load);
        yield return Latency("p99", sorted, 0.99, 20, load);
        yield return new BenchmarkRow(
            "for_you, 20 objects, over HTTP", "requests/s at saturation", Saturate(server), AtLeast: 600,
            Settings: $"{SaturationConnections} connections; {scale}");
        double[] fresh = Freshness(server);
        yield return new BenchmarkRow(
            "event acknowledged until it counts in an answer", "p99, ms", OpenLoop.Quantile(fresh, 0.99), AtLeast: 100,
            HigherIsBetter: false, Settings: $"{Probes} probes, most {fresh[^1]:0.0} ms");
        double[] listed = NewItems(server);
        yield return new BenchmarkRow(
            "new item acknowledged until it is recommended", "p99, ms", OpenLoop.Quantile(listed, 0.99), AtLeast: 1_000,
            HigherIsBetter: false, Settings: $"{Probes} probes, most {listed[^1]:0.0} ms");
        yield return new BenchmarkRow(
            "memory of the server", "GiB", server.ResidentBytes / (double)(1L << 30), AtLeast: 6, HigherIsBetter: false,
            Settings: scale);
    }

    private static BenchmarkRow Latency(string name, double[] sorted, double share, double atMost, string load) => new(
        "for_you, 20 objects, over HTTP", $"{name}, ms", OpenLoop.Quantile(sorted, share), AtLeast: atMost,
        HigherIsBetter: false, Settings: load);

    private static double Fill(ServerProcess server, SimulatedBodies bodies, CancellationToken cancellation)
    {
        using HttpConnection connection = new(server.EndPoint);
        var clock = new Stopwatch();
        for (int sent = 0; sent < History; sent += EventsPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] post = HttpConnection.Post("/v1/events", "application/x-ndjson", bodies.Next(EventsPerBatch));
            clock.Start();
            connection.Exchange(post);
            clock.Stop();
        }

        return clock.Elapsed.TotalSeconds;
    }

    // In force whether or not it is better: what it costs is asked here.
    private static (int Rows, double Seconds) Train(ServerProcess server)
    {
        using HttpConnection connection = new(server.EndPoint);
        var clock = Stopwatch.StartNew();
        connection.Exchange(Json("/v1/models/for_you/train?kind=trees&window=10m", ""));
        while (true)
        {
            Thread.Sleep(200);
            using JsonDocument answer = JsonDocument.Parse(connection.Exchange(ModelsRequest).ToArray());
            JsonElement surface = answer.RootElement.GetProperty("surfaces").EnumerateArray()
                .Single(s => s.GetProperty("surface").GetString() == "for_you");
            if (!surface.GetProperty("is_training").GetBoolean()
                && surface.TryGetProperty("last_training", out JsonElement last)
                && last.GetProperty("version").GetInt32() is > 0 and int version)
            {
                connection.Exchange(Json($"/v1/models/for_you/promote?version={version}", ""));
                return (last.GetProperty("rows").GetInt32(), clock.Elapsed.TotalSeconds);
            }

            if (clock.Elapsed.TotalSeconds > TrainingSeconds || !surface.GetProperty("is_training").GetBoolean())
            {
                throw new InvalidOperationException($"The ranker was not trained: {surface}");
            }
        }
    }

    private static double[] Load(ServerProcess server, SimulatedBodies bodies)
    {
        const int duration = LoadSeconds + WarmUpSeconds;
        const int postsPerSecond = EventsPerSecond / EventsPerPost;
        List<byte[]> events = [];
        for (int i = 0; i < postsPerSecond * duration; i++)
        {
            events.Add(HttpConnection.Post("/v1/events", "application/x-ndjson", bodies.Next(EventsPerPost)));
        }

        List<byte[]> requests = Requests(RequestsPerSecond * duration);
        Task ingestion = Task.Factory.StartNew(
            () => new OpenLoop(server.EndPoint, 1).Run(events, postsPerSecond, warmUp: 0),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        double[] sorted = new OpenLoop(server.EndPoint, Connections)
            .Run(requests, RequestsPerSecond, RequestsPerSecond * WarmUpSeconds);
        ingestion.GetAwaiter().GetResult();
        return sorted;
    }

    private static double Saturate(ServerProcess server)
    {
        List<byte[]> requests = Requests(1_000);
        long answered = 0;
        long end = Stopwatch.GetTimestamp() + (SaturationSeconds * Stopwatch.Frequency);
        Thread[] threads = new Thread[SaturationConnections];
        for (int t = 0; t < threads.Length; t++)
        {
            int first = t;
            threads[t] = new Thread(() =>
            {
                using HttpConnection connection = new(server.EndPoint);
                for (int i = first; Stopwatch.GetTimestamp() < end; i++)
                {
                    connection.Exchange(requests[i % requests.Count]);
                    Interlocked.Increment(ref answered);
                }
            });
            threads[t].Start();
        }

        Array.ForEach(threads, t => t.Join());
        return answered / (double)SaturationSeconds;
    }

    // A shopper that nobody knows looks at an item: the answer must know the shopper.
    private static double[] Freshness(ServerProcess server)
    {
        using HttpConnection connection = new(server.EndPoint);
        double[] milliseconds = new double[Probes];
        for (int i = 0; i < Probes; i++)
        {
            string shopper = $"fresh{i}";
            connection.Exchange(Json(
                "/v1/events",
                $$"""{"type":"view","id":"{{shopper}}","shopper":"{{shopper}}","item":"i{{i + 1}}"}"""));
            milliseconds[i] = Until(
                connection, _ => Ask(shopper, ""), static answer => answer.GetProperty("known_subject").GetBoolean());
        }

        return [.. milliseconds.Order()];
    }

    // A new item in a category of its own is asked for by that category; exploration draws anew with each request.
    private static double[] NewItems(ServerProcess server)
    {
        using HttpConnection connection = new(server.EndPoint);
        double[] milliseconds = new double[Probes];
        for (int i = 0; i < Probes; i++)
        {
            string item = $"new{i}";
            string about = $"\"id\":\"{item}\",\"item\":\"{item}\",\"title\":\"{item}\",\"category\":\"{item}\"";
            connection.Exchange(Json(
                "/v1/events",
                $$"""{"type":"item_listed",{{about}},"seller":"m1","price":"9.90","stock":5}"""));
            milliseconds[i] = Until(
                connection, seed => Ask("s1", $",\"seed\":{seed},\"filters\":[\"item.category == '{item}'\"]"),
                answer => answer.GetProperty("items").EnumerateArray()
                    .Any(o => o.GetProperty("id").GetString() == item));
        }

        return [.. milliseconds.Order()];
    }

    private static double Until(
        HttpConnection connection, Func<int, byte[]> request, Func<JsonElement, bool> isThere)
    {
        const int patience = 1_000;
        long acknowledged = Stopwatch.GetTimestamp();
        for (int asked = 0; asked < patience; asked++)
        {
            using JsonDocument answer = JsonDocument.Parse(connection.Exchange(request(asked)).ToArray());
            if (isThere(answer.RootElement))
            {
                return Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds;
            }
        }

        throw new InvalidOperationException($"What was acknowledged is not in the answer after {patience} requests.");
    }

    private static List<byte[]> Requests(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count).Select(
            _ => Ask(string.Create(CultureInfo.InvariantCulture, $"s{random.Next(1, Shoppers)}"), ""))];
    }

    private static byte[] Ask(string shopper, string more) =>
        Json("/v1/recommend", $"{{\"surface\":\"for_you\",\"subject\":\"{shopper}\",\"count\":20{more}}}");

    private static byte[] ModelsRequest => "GET /v1/models HTTP/1.1\r\nHost: souk\r\n\r\n"u8.ToArray();

    private static byte[] Json(string path, string body) =>
        HttpConnection.Post(path, "application/json", Encoding.UTF8.GetBytes(body));
}
