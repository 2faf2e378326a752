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
    private readonly WitnessedPosition? _witness = DurableWitness.Read(files);
    private TornTail? _torn;

    /// <summary>Recovers the log.</summary>
    /// <exception cref="LogCorruptedException">Durable bytes are damaged and data loss is not accepted.</exception>
    public RecoveredLog Run()
    {
        while (true)
        {
            SegmentList list = SegmentList.Read(files);
            if (list.Good.Count == 0 && (list.Names.Count == 0 || list.IsTornCreation))
                BeginLog(list);
            else if (Check(list, out SegmentScan last) is { } damage)
                Cut(list, damage);
            else
                return Finish(list, last);
        }
    }

    private void BeginLog(SegmentList list)
    {
        if (_witness is { Position.Value: > 0 } witness && _lost.Count == 0)
            Accept(new LogDamage(
                DurableWitness.Name,
                0,
                "it names a durable position, but no segment is there",
                null,
                witness.Position,
                0));
        DropTornCreation(list);
        CreateFirst(new LogPosition(1));
    }

    private void Cut(SegmentList list, LogDamage damage)
    {
        Accept(damage);
        new LogCut(files).Apply(list, damage);
        if (damage.Offset == 0 && list.Good.Count == 0)
            CreateFirst(list.Names[0]);
    }

    private void Accept(LogDamage damage)
    {
        if (!options.AcceptDataLoss)
            throw new LogCorruptedException(damage);
        _lost.Add(damage);
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
        if (!list.IsTornCreation)
            return;
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

        if (list.Problem is { } misfit && !list.IsTornCreation)
        {
            LogPosition firstLost = end == 0 ? list.Names[0] : last.End.Position;
            return Damage(list, end, new CursorPlace(firstLost, 0, 0, default), misfit);
        }

        return last.End.Position > Witnessed(list)
            ? null
            : Damage(list, end - 1, last.End, last.Problem ?? "the log ends here, although more of it was durable");
    }

    private static bool IsTorn(ILogFile file, StoredSegment segment, SegmentScan scan)
    {
        CursorPlace end = scan.End;
        return TailSearch.Run(file, segment.Header.Seed, end.Offset, segment.Bytes, end.Position).ProofOffset is null;
    }

    // Up to where this log was durable at the least. A cut that was accepted sets the witness aside.
    private LogPosition Witnessed(SegmentList list) =>
        _lost.Count == 0 && _witness is { } witness && witness.Identity == list.Good[^1].Header.Identity
            ? witness.Position
            : LogPosition.Zero;

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
        newest = TailSearch.Run(file, seed, from, file.Length, place.Position).Newest ?? newest;
        LogPosition witnessed = list.Good.Count > 0 ? Witnessed(list) : LogPosition.Zero;
        return witnessed >= place.Position && !(newest > witnessed) ? witnessed : newest;
    }

    private RecoveredLog Finish(SegmentList list, SegmentScan scan)
    {
        DropTornCreation(list);
        StoredSegment last = list.Good[^1];
        using (ILogFile file = files.Open(last.Name, writable: true))
        {
            if (scan.Problem is { } problem)
            {
                _torn = new TornTail(last.Name, scan.End.Offset, last.Bytes - scan.End.Offset, problem);
                file.Truncate(scan.End.Offset);
            }

            scan.Prove(Witnessed(list));
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
        byte[] chunk = new byte[Math.Min(chunkBytes, scan.End.Offset - offset)];
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
        return new RecoveredLog(new SegmentCatalog(segments), scan.End, report);
    }
}
