using Souk.Log.Files;
using Souk.Log.Recovery;
using Souk.Log.Segments;

namespace Souk.Log.Inspection;

/// <summary>Reads a folder's log as it lies there.</summary>
internal static class FolderReading
{
    public static LogStatistics Statistics(ILogFiles files)
    {
        List<SegmentStatistics> segments = [];
        foreach (StoredSegment stored in SegmentList.Read(files).Good)
        {
            SegmentScan scan = Scan(files, stored);
            segments.Add(new SegmentStatistics(
                stored.Name,
                stored.Header.FirstPosition,
                new LogPosition(scan.End.Position.Value - 1),
                stored.Header.PreviousTime,
                scan.End.PreviousTime,
                scan.Batches,
                scan.PayloadBytes,
                stored.Bytes));
            if (scan.Problem is not null)
                break;
        }

        return new LogStatistics(segments);
    }

    public static IBatchReader Read(ILogFiles files, LogPosition from)
    {
        IReadOnlyList<StoredSegment> stored = SegmentList.Read(files).Good;
        if (stored.Count == 0)
            throw new DirectoryNotFoundException($"There is no log in {files.Name}.");
        List<Segment> segments = [];
        foreach (StoredSegment segment in stored)
        {
            bool isLast = segments.Count == stored.Count - 1;
            long bytes = isLast ? Scan(files, segment).End.Offset : segment.Bytes;
            // An index of just the start: a folder that is only looked at gets no new index files.
            segments.Add(new Segment(segment.Header, bytes, new SegmentIndex(Segment.StartOf(segment.Header))));
        }

        return new SegmentedReader(
            files, new SegmentCatalog(segments), from == LogPosition.Zero ? segments[0].FirstPosition : from);
    }

    private static SegmentScan Scan(ILogFiles files, StoredSegment segment)
    {
        using ILogFile file = files.Open(segment.Name, writable: false);
        return SegmentScan.Run(file, segment.Header, segment.Bytes);
    }
}
