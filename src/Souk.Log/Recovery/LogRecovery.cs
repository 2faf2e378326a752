using System.Security.Cryptography;
using Souk.Log.Files;
using Souk.Log.Format;
using Souk.Log.Segments;

namespace Souk.Log.Recovery;

/// <summary>
/// Brings a folder into order before the log is written on. Headers are checked for all segments, batches for the last
/// one; the others were flushed whole before their successor was made. With data loss accepted, everything is checked.
/// </summary>
internal sealed class LogRecovery(ILogFiles files, LogOptions options)
{
    private readonly List<LogDamage> _lost = [];
    private TornTail? _torn;

    /// <summary>Recovers the log.</summary>
    /// <exception cref="LogCorruptedException">Durable bytes are damaged and data loss is not accepted.</exception>
    public RecoveredLog Run()
    {
        while (true)
        {
            SegmentList list = SegmentList.Read(files);
            if (list.IsTornCreation)
            {
                DropTornCreation(list);
                continue;
            }

            if (list.Names.Count == 0)
            {
                CreateFirst(new LogPosition(1));
                continue;
            }

            if (Check(list, out SegmentScan last) is not { } damage)
                return Finish(list, last);
            if (!options.AcceptDataLoss)
                throw new LogCorruptedException(damage);
            _lost.Add(damage);
            new LogCut(files).Apply(list, damage);
            if (damage.Offset == 0 && list.Good.Count == 0)
                CreateFirst(list.Names[0]);
        }
    }

    private void CreateFirst(LogPosition first)
    {
        ulong identity = options.Identity
            ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        SegmentHeader header = new(first, identity, LogPosition.Zero, 0, 0, LogTime.BeforeAll);
        SegmentFile.Create(files, header).Dispose();
    }

    private void DropTornCreation(SegmentList list)
    {
        string name = LogFormat.SegmentName(list.Names[^1]);
        files.Delete(name);
        files.FlushFolder();
        _torn = new TornTail(name, 0, list.ProblemBytes, list.Problem!);
    }

    // The first damage, or null; then also the scan of the last segment.
    private LogDamage? Check(SegmentList list, out SegmentScan last)
    {
        last = null!;
        int end = list.Good.Count;
        for (int i = options.AcceptDataLoss ? 0 : Math.Max(0, end - 1); i < end; i++)
        {
            StoredSegment segment = list.Good[i];
            using ILogFile file = files.Open(segment.Name, writable: false);
            last = SegmentScan.Run(file, segment.Header, segment.Bytes);
            bool mayBeTorn = i == list.Names.Count - 1;
            if (last.Problem is { } problem && !(mayBeTorn && IsTorn(file, segment, last)))
                return Damage(list, i, last.End, problem);
            if (i + 1 < end && Segment.StartOf(list.Good[i + 1].Header) is var start
                && start != last.End with { Offset = SegmentHeader.Bytes })
                return Damage(list, i + 1, start with { Offset = 0 }, $"it does not continue segment {segment.Name}");
        }

        if (list.Problem is null)
            return null;
        LogPosition firstLost = end == 0 ? list.Names[0] : last.End.Position;
        return Damage(list, end, new CursorPlace(firstLost, 0, 0, default), list.Problem);
    }

    private static bool IsTorn(ILogFile file, StoredSegment segment, SegmentScan scan)
    {
        CursorPlace end = scan.End;
        return TailSearch.Run(file, segment.Header.Seed, end.Offset, segment.Bytes, end.Position).ProofOffset is null;
    }

    private LogDamage Damage(SegmentList list, int index, CursorPlace place, string problem)
    {
        long bytes = -place.Offset;
        for (int i = index; i < list.Names.Count; i++)
        {
            using ILogFile file = files.Open(LogFormat.SegmentName(list.Names[i]), writable: false);
            bytes += file.Length;
        }

        return new LogDamage(
            LogFormat.SegmentName(list.Names[index]),
            place.Offset,
            problem,
            place.Position,
            NewestBehind(list, index, place),
            bytes);
    }

    private LogPosition? NewestBehind(SegmentList list, int index, CursorPlace place)
    {
        LogPosition last = list.Names[^1];
        LogPosition? newest = last > place.Position ? new LogPosition(last.Value - 1) : null;
        using ILogFile file = files.Open(LogFormat.SegmentName(last), writable: false);
        ulong identity = list.Good.Count > 0 ? list.Good[^1].Header.Identity : 0;
        uint seed = new SegmentHeader(default, identity, default, 0, 0, default).Seed;
        long from = index == list.Names.Count - 1 ? place.Offset : 0;
        return TailSearch.Run(file, seed, from, file.Length, place.Position).Newest ?? newest;
    }

    private RecoveredLog Finish(SegmentList list, SegmentScan scan)
    {
        StoredSegment last = list.Good[^1];
        using (ILogFile file = files.Open(last.Name, writable: true))
        {
            if (scan.Problem is { } problem)
            {
                _torn = new TornTail(last.Name, scan.End.Offset, last.Bytes - scan.End.Offset, problem);
                file.Truncate(scan.End.Offset);
            }

            Harden(file, scan);
        }

        files.Delete(LogFormat.IndexName(last.Header.FirstPosition));
        files.FlushFolder();
        return Describe(list, scan);
    }

    // What is read here may exist in the page cache only: a failed fsync marks pages clean that never reached the disk.
    // So whatever no later batch proves to have been flushed is written again.
    private static void Harden(ILogFile file, SegmentScan scan)
    {
        const int chunkBytes = 1 << 20;
        bool headerIsProven = scan.End.Offset > SegmentHeader.Bytes;
        long offset = headerIsProven ? scan.UnprovenOffset : 0;
        byte[] chunk = new byte[chunkBytes];
        while (offset < scan.End.Offset)
        {
            int wanted = (int)Math.Min(chunk.Length, scan.End.Offset - offset);
            int read = file.Read(chunk.AsSpan(0, wanted), offset);
            if (read != wanted)
                throw new IOException($"The segment shrank to {offset + read} bytes while it was being recovered.");
            file.Write(chunk.AsSpan(0, read), offset);
            offset += read;
        }

        file.Flush();
    }

    private RecoveredLog Describe(SegmentList list, SegmentScan scan)
    {
        List<Segment> segments = [];
        long bytes = 0;
        foreach (StoredSegment stored in list.Good)
        {
            bool isLast = segments.Count == list.Good.Count - 1;
            long length = isLast ? scan.End.Offset : stored.Bytes;
            segments.Add(new Segment(stored.Header, length, isLast ? scan.Index : null));
            bytes += length;
        }

        LogOpenReport report = new(
            segments[0].FirstPosition,
            new LogPosition(scan.End.Position.Value - 1),
            scan.End.PreviousTime,
            segments.Count,
            bytes,
            _torn,
            _lost);
        return new RecoveredLog(new SegmentCatalog(segments), scan.End, scan.EndsWithMark, report);
    }
}
