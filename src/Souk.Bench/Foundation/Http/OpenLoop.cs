using System.Diagnostics;
using System.Net;

namespace Souk.Bench.Foundation.Http;

/// <summary>
/// Sends requests on a fixed schedule, whatever the answers do. A request whose connection is still busy when its turn
/// comes counts from its turn on, so that a slow answer lengthens those behind it and nothing slow goes unseen
/// (coordinated omission); one whose turn comes while its connection is free counts from when it is sent, so that the
/// sender's own timer does not count as the server's time.
/// </summary>
internal sealed class OpenLoop(IPEndPoint server, int connections)
{
    /// <summary>Runs a schedule.</summary>
    /// <param name="requests">The requests, in order; each is sent once.</param>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="warmUp">How many of the first ones do not count.</param>
    /// <returns>The latencies in milliseconds, ascending.</returns>
    internal double[] Run(IReadOnlyList<byte[]> requests, double perSecond, int warmUp)
    {
        double[] latencies = new double[requests.Count];
        double ticksApart = Stopwatch.Frequency / perSecond;
        long start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        Thread[] threads = new Thread[connections];
        Exception? failure = null;
        for (int c = 0; c < connections; c++)
        {
            int first = c;
            threads[c] = new Thread(() =>
            {
                try
                {
                    Send(requests, first, start, ticksApart, latencies);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                }
            });
            threads[c].Start();
        }

        Array.ForEach(threads, t => t.Join());
        if (failure is not null)
        {
            throw new InvalidOperationException($"The load could not be sent: {failure.Message}", failure);
        }

        return [.. latencies.Skip(warmUp).Order()];
    }

    /// <summary>A quantile of ascending numbers.</summary>
    internal static double Quantile(double[] ascending, double share) =>
        ascending[Math.Min(ascending.Length - 1, (int)(share * ascending.Length))];

    private void Send(
        IReadOnlyList<byte[]> requests, int first, long start, double ticksApart, double[] latencies)
    {
        using HttpConnection connection = new(server);
        for (int i = first; i < requests.Count; i += connections)
        {
            long due = start + (long)(i * ticksApart);
            long from = due;
            if (Stopwatch.GetTimestamp() < due)
            {
                WaitUntil(due);
                from = Stopwatch.GetTimestamp();
            }

            connection.Exchange(requests[i]);
            latencies[i] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        }
    }

    private static void WaitUntil(long due)
    {
        for (long left = due - Stopwatch.GetTimestamp(); left > 0; left = due - Stopwatch.GetTimestamp())
        {
            Thread.Sleep((int)Math.Ceiling(left * 1000.0 / Stopwatch.Frequency));
        }
    }
}
