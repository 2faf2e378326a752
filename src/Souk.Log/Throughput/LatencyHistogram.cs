using System.Diagnostics;

namespace Souk.Log.Throughput;

/// <summary>Counts durations in buckets that grow by 5 %, from 1 microsecond to over a minute.</summary>
internal sealed class LatencyHistogram
{
    private const double Growth = 1.05;
    private const int Buckets = 400;

    private readonly long[] _counts = new long[Buckets];

    /// <summary>Adds a duration in <see cref="Stopwatch"/> ticks.</summary>
    public void Add(long ticks)
    {
        double microseconds = ticks * 1e6 / Stopwatch.Frequency;
        int bucket = microseconds <= 1 ? 0 : (int)(Math.Log(microseconds) / Math.Log(Growth));
        _counts[Math.Min(bucket, Buckets - 1)]++;
    }

    /// <summary>Adds another histogram's counts.</summary>
    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < Buckets; i++)
            _counts[i] += other._counts[i];
    }

    /// <summary>The duration in microseconds below which a share of all lies; 0 if there are none.</summary>
    public double Quantile(double share)
    {
        long wanted = (long)Math.Ceiling(share * _counts.Sum());
        long seen = 0;
        for (int i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0)
                return Math.Pow(Growth, i + 1);
        }

        return 0;
    }
}
