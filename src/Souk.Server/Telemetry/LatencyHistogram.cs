namespace Souk.Server.Telemetry;

/// <summary>Counts durations in fixed buckets, as Prometheus histograms have them. Safe for use from several
/// threads.</summary>
internal sealed class LatencyHistogram
{
    /// <summary>The upper bounds of the buckets, in seconds; one more bucket holds what is above.</summary>
    internal static readonly double[] Bounds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _microseconds;

    /// <summary>How many were counted in a bucket, without those below.</summary>
    internal long CountOf(int bucket) => Interlocked.Read(ref _counts[bucket]);

    /// <summary>All durations together, in seconds.</summary>
    internal double Sum => Interlocked.Read(ref _microseconds) / 1e6;

    internal void Add(TimeSpan duration)
    {
        int bucket = 0;
        while (bucket < Bounds.Length && duration.TotalSeconds > Bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _microseconds, (long)duration.TotalMicroseconds);
    }
}
