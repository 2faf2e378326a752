using System.Diagnostics;
using System.Text;
using Souk.Bench.Foundation;
using Souk.Bench.Foundation.Http;
using Souk.Risk.Policies;

namespace Souk.Bench.Risk;

/// <summary>Decisions over HTTP, durable, by the shipped policy: one a request at 1,000/s, and batches as fast as they
/// are answered. The sender shares the machine with the server.</summary>
internal static class DecideSpeed
{
    private const int PerSecond = 1_000;
    private const int Seconds = 10;
    private const int WarmUpSeconds = 5;
    private const int Connections = 16;
    private const int EventsPerBatch = 100;
    private const int Batches = 1_500;
    private const int WarmUpBatches = 500;
    private const int BatchConnections = 4;

    internal static IReadOnlyList<SpeedFigure> Run(TextWriter output)
    {
        using TemporaryFolder folder = new();
        using ServerProcess server = new(folder.Path);
        using (HttpClient http = new() { BaseAddress = new Uri($"http://{server.EndPoint}") })
        {
            using StringContent policy = new(RiskPolicy.ShippedText, Encoding.UTF8, "application/yaml");
            using HttpResponseMessage put = http.PutAsync("/v1/risk/policy?by=bench", policy).GetAwaiter().GetResult();
            put.EnsureSuccessStatusCode();
        }

        int next = 0;
        List<byte[]> singles = [];
        for (int i = 0; i < PerSecond * (Seconds + WarmUpSeconds); i++)
        {
            singles.Add(HttpConnection.Post("/v1/decide/payment", "application/json", Payment(next++)));
        }

        List<byte[]> batches = [];
        for (int i = 0; i < WarmUpBatches + Batches; i++)
        {
            byte[] body = [.. Enumerable.Range(0, EventsPerBatch).SelectMany(_ => Payment(next++))];
            batches.Add(HttpConnection.Post("/v1/decide/payment/batch", "application/x-ndjson", body));
        }

        double[] latencies = new OpenLoop(server.EndPoint, Connections)
            .Run(singles, PerSecond, PerSecond * WarmUpSeconds);
        output.WriteLine(
            $"one decision a request, durable, {PerSecond:N0}/s: p50 {OpenLoop.Quantile(latencies, 0.5):0.00} ms, "
            + $"p99 {OpenLoop.Quantile(latencies, 0.99):0.00}, p99.9 {OpenLoop.Quantile(latencies, 0.999):0.00}");
        Send(server, batches.GetRange(0, WarmUpBatches));
        long started = Stopwatch.GetTimestamp();
        Send(server, batches.GetRange(WarmUpBatches, Batches));
        double rate = Batches * EventsPerBatch / Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(
            $"batches of {EventsPerBatch} decisions, {BatchConnections} connections, durable: {rate:N0} decisions/s");
        return
        [
            new(
                "decision over HTTP, durable, 1,000/s: p99", OpenLoop.Quantile(latencies, 0.99), "ms", 10, 5, false),
            new("decisions over HTTP, durable, batches of 100", rate, "decisions/s", 8_000, 30_000),
        ];
    }

    private static void Send(ServerProcess server, List<byte[]> batches)
    {
        int next = -1;
        Parallel.For(0, BatchConnections, new ParallelOptions { MaxDegreeOfParallelism = BatchConnections }, _ =>
        {
            using HttpConnection connection = new(server.EndPoint);
            for (int i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
            {
                connection.Exchange(batches[i]);
            }
        });
    }

    private static byte[] Payment(int n)
    {
        string who = $"\"shopper\":\"s{n * 7919L % 20_011}\",\"card\":\"c{n * 104_729L % 30_011}\"";
        string where = $"\"ip\":\"10.{n % 200}.{n % 7}.1\"";
        return Encoding.UTF8.GetBytes(
            $$"""{"type":"payment","id":"e{{n}}","payment":"p{{n}}",{{who}},"amount":"{{1 + (n % 300)}}.5",{{where}}}"""
            + "\n");
    }
}
