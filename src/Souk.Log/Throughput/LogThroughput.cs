using System.Diagnostics;
using System.Globalization;
using Souk.Log.Appending;

namespace Souk.Log.Throughput;

/// <summary>
/// Measures this machine's disk through the log: durable appends of single records by many producers, durable appends
/// of batches by one writer, and replay. Works in a folder of its own below the given one and deletes it.
/// </summary>
public sealed class LogThroughput
{
    private const int RecordsOfBatch = 256;

    private readonly byte[] _record = new byte[200];

    /// <summary>The folder to work below; default the system's folder for temporary files.</summary>
    public string Folder { get; init; } = Path.GetTempPath();

    /// <summary>How long each append measurement runs, after a quarter of it to warm up. Default 4 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How many producers append at once, one measurement each. Default 16, 256 and 1,024.</summary>
    public IReadOnlyList<int> Producers { get; init; } = [16, 256, 1024];

    /// <summary>How many bytes the replay reads. Default 1 GiB.</summary>
    public long ReplayBytes { get; init; } = 1L << 30;

    /// <summary>Measures and writes one line a figure.</summary>
    /// <param name="to">Where to write.</param>
    /// <param name="cancellation">Ends it early; the folder is deleted then too.</param>
    /// <returns>The best of them.</returns>
    public LogFigures Run(TextWriter to, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        new Random(1).NextBytes(_record);
        to.WriteLine($"log throughput: records of {_record.Length} bytes, {Environment.ProcessorCount} processors");
        double appends = 0;
        foreach (int producers in Producers)
            appends = Math.Max(appends, InFolder(f => MeasureProducers(f, producers, to, cancellation).GetAwaiter().GetResult()));
        return new LogFigures(appends, InFolder(folder => MeasureWriterAndReplay(folder, to, cancellation)));
    }

    private async Task<double> MeasureProducers(
        string folder, int producers, TextWriter to, CancellationToken cancellation)
    {
        using SegmentedLog log = SegmentedLog.Open(new LogOptions { Folder = folder });
        using LogAppender appender = new(log);
        _ = await RunProducers(appender, producers, Duration / 4, cancellation).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        long before = log.DurablePosition.Value;
        LatencyHistogram latency = await RunProducers(appender, producers, Duration, cancellation).ConfigureAwait(false);
        double rate = (log.DurablePosition.Value - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"durable append, {producers,5} producers: {rate,12:N0} records/s, p50 {latency.Quantile(0.5),8:N0} us, "
            + $"p99 {latency.Quantile(0.99),8:N0} us"));
        return rate;
    }

    private async Task<LatencyHistogram> RunProducers(
        LogAppender appender, int producers, TimeSpan duration, CancellationToken cancellation)
    {
        long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        Task<LatencyHistogram>[] running = new Task<LatencyHistogram>[producers];
        for (int i = 0; i < producers; i++)
            running[i] = Task.Run(() => Produce(appender, end, cancellation));
        LatencyHistogram all = new();
        foreach (LatencyHistogram one in await Task.WhenAll(running).ConfigureAwait(false))
            all.Add(one);
        return all;
    }

    private async Task<LatencyHistogram> Produce(
        LogAppender appender, long end, CancellationToken cancellation)
    {
        LatencyHistogram latency = new();
        long now = Stopwatch.GetTimestamp();
        while (now < end)
        {
            cancellation.ThrowIfCancellationRequested();
            _ = await appender.AppendAsync(_record).ConfigureAwait(false);
            long done = Stopwatch.GetTimestamp();
            latency.Add(done - now);
            now = done;
        }

        return latency;
    }

    private double MeasureWriterAndReplay(string folder, TextWriter to, CancellationToken cancellation)
    {
        byte[] payload = new byte[RecordsOfBatch * _record.Length];
        for (int i = 0; i < RecordsOfBatch; i++)
            _record.CopyTo(payload, i * _record.Length);
        using SegmentedLog log = SegmentedLog.Open(new LogOptions { Folder = folder });
        long batches = ReplayBytes / payload.Length;
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < batches; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            log.Append(payload, RecordsOfBatch, new LogTime(i), new LogTime(i));
        }

        log.WaitForDurable(log.LastPosition, cancellation).AsTask().GetAwaiter().GetResult();
        Report(to, $"durable append, one writer, batches of {RecordsOfBatch}", start, batches, payload.Length);
        double best = 0;
        for (int run = 1; run <= 3; run++)
        {
            start = Stopwatch.GetTimestamp();
            using IBatchReader reader = log.Read(LogPosition.Zero);
            long read = 0;
            while (reader.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                read++;
            }

            best = Math.Max(best, Report(to, $"replay with all checks, run {run}", start, read, payload.Length));
        }

        return best;
    }

    private static double Report(TextWriter to, string what, long start, long batches, int batchBytes)
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double records = batches * RecordsOfBatch / seconds;
        double megabytes = batches * (double)batchBytes / seconds / 1e6;
        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {records:N0} records/s, {megabytes:N0} MB/s"));
        return records;
    }

    private double InFolder(Func<string, double> measure)
    {
        string folder = Path.Combine(Folder, $"souk-log-throughput-{Environment.ProcessId}");
        try
        {
            return measure(folder);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }
}
