using System.Collections.Immutable;
using Souk.Log.Files;
using Souk.Log.Format;
using Souk.Log.Segments;

namespace Souk.Log.Retention;

/// <summary>Deletes old segments as the limits allow.</summary>
internal sealed class SegmentRetention(ILogFiles files, SegmentCatalog catalog, LogRetention limits)
{
    /// <summary>Deletes; see <see cref="SegmentedLog.ApplyRetention"/>.</summary>
    /// <param name="keepFrom">The oldest position that must stay.</param>
    /// <param name="newest">The newest durable log time: ages count from it, so that no crash can make a kept record
    /// younger than it was when its elders were deleted.</param>
    public RetentionReport Apply(LogPosition keepFrom, LogTime newest)
    {
        int deleted = 0;
        long bytes = 0;
        lock (catalog)
        {
            while (MayDeleteOldest(keepFrom, newest))
            {
                Segment oldest = catalog.Segments[0];
                // An earlier deletion must be durable before the next, or a crash could leave a hole.
                files.FlushFolder();
                catalog.RemoveFirst();
                files.Delete(oldest.Name);
                files.Delete(LogFormat.IndexName(oldest.FirstPosition));
                deleted++;
                bytes += oldest.WrittenBytes;
            }

            if (deleted > 0)
                files.FlushFolder();
            return new RetentionReport(deleted, bytes, catalog.Segments[0].FirstPosition);
        }
    }

    private bool MayDeleteOldest(LogPosition keepFrom, LogTime newest)
    {
        ImmutableArray<Segment> segments = catalog.Segments;
        if (segments.Length < 2)
            return false;
        Segment next = segments[1];
        if (next.FirstPosition > keepFrom)
            return false;
        long age = newest.Microseconds - next.Header.PreviousTime.Microseconds;
        if (age <= Microseconds(limits.Floor))
            return false;
        if (limits.MaxAge is { } maxAge && age > Microseconds(maxAge))
            return true;
        return limits.MaxBytes is { } maxBytes && segments.Sum(segment => segment.WrittenBytes) > maxBytes;
    }

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
