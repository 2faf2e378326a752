using Souk.Log.Files;
using Souk.Log.Format;
using Souk.Log.Recovery;
using Souk.Log.Segments;

namespace Souk.Log.Inspection;

/// <summary>Checks a whole folder and goes on behind each problem.</summary>
internal sealed class LogVerifier(ILogFiles files)
{
    private readonly List<LogProblem> _problems = [];
    private readonly SegmentCursor _cursor = new();
    private WitnessedPosition? _witness;
    private SegmentHeader? _before;
    private CursorPlace? _expected;
    private TornTail? _unfinished;
    private long _batches;
    private long _records;
    private long _bytes;

    public LogVerification Run(IProgress<long>? progress, CancellationToken cancellation)
    {
        // Read before the segments: a running program moves both, and the segments are ahead.
        _witness = DurableWitness.Read(files);
        List<LogPosition> names = SegmentFile.List(files);
        for (int i = 0; i < names.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            CheckSegment(names, i);
            progress?.Report(_bytes);
        }

        if (_witness is { } witness)
            CheckEnd(witness);
        if (names.Count == 0)
            _problems.Add(new LogProblem(files.Name, 0, null, "there is no segment in this folder"));
        return new LogVerification(names.Count, _batches, _records, _bytes, _problems, _unfinished);
    }

    private void CheckSegment(List<LogPosition> names, int index)
    {
        string name = LogFormat.SegmentName(names[index]);
        using ILogFile file = files.Open(name, writable: false);
        long length = file.Length;
        _bytes += length;
        if (!SegmentFile.TryReadHeader(file, out SegmentHeader header, out string problem))
        {
            if (index == names.Count - 1 && length <= SegmentHeader.Bytes && (index > 0 || names[0].Value == 1))
            {
                _unfinished = new TornTail(name, 0, length, problem);
                return;
            }

            Report(name, 0, names[index], problem);
            _before = null;
            _expected = null;
            return;
        }

        CheckHeader(name, names[index], header);
        Walk(file, name, header, SealedLength(names, index, header, length), isLast: index == names.Count - 1);
        _before = header;
    }

    // What the next segment's header says, if it can be believed; see SegmentList on bytes behind it.
    private long SealedLength(List<LogPosition> names, int index, SegmentHeader header, long length)
    {
        if (index == names.Count - 1)
            return length;
        using ILogFile next = files.Open(LogFormat.SegmentName(names[index + 1]), writable: false);
        return SegmentFile.TryReadHeader(next, out SegmentHeader after, out _)
            && after.PreviousFirst == header.FirstPosition
            ? Math.Min(length, after.PreviousBytes)
            : length;
    }

    private void CheckHeader(string name, LogPosition named, SegmentHeader header)
    {
        if (header.FirstPosition != named)
            Report(name, 0, named, $"its header says that it begins with position {header.FirstPosition}");
        if (_before is not { } before || _expected is not { } expected)
            return;
        if (header.Identity != before.Identity)
            Report(name, 0, named, "it belongs to another log than the segment before it");
        if (header.PreviousFirst != before.FirstPosition)
            Report(
                name, 0, named, $"it follows segment {LogFormat.SegmentName(header.PreviousFirst)}, which is missing");
        else if (header.PreviousBytes != expected.Offset)
            Report(
                name,
                0,
                named,
                $"it follows {header.PreviousBytes} bytes of the segment before it, which has {expected.Offset} good "
                + "bytes");
        else if (Segment.StartOf(header) != expected with { Offset = SegmentHeader.Bytes })
            Report(name, 0, named, "it does not continue the last batch of the segment before it");
    }

    private void Walk(ILogFile file, string name, SegmentHeader header, long length, bool isLast)
    {
        _cursor.Start(file, header.Seed, Segment.StartOf(header));
        CursorStep step;
        while ((step = _cursor.MoveNext(length)) != CursorStep.End)
        {
            if (step == CursorStep.Batch)
            {
                _batches++;
                _records += _cursor.Header.Count;
                continue;
            }

            CursorPlace bad = _cursor.Next;
            TailSearch behind = TailSearch.Run(file, header.Seed, bad.Offset, length, bad.Position);
            bool wasDurable = behind.ProofOffset is not null
                || (_witness?.Identity == header.Identity && bad.Position <= _witness?.Position);
            if (isLast && !wasDurable)
            {
                _unfinished = new TornTail(name, bad.Offset, length - bad.Offset, _cursor.Problem);
                break;
            }

            Report(name, bad.Offset, bad.Position, _cursor.Problem);
            if (behind.NextWhole is not { } next)
                break;
            _cursor.Start(file, header.Seed, next);
        }

        _expected = _cursor.Next;
    }

    private void CheckEnd(WitnessedPosition witness)
    {
        if (_before is not { } last || _expected is not { } end)
        {
            if (_problems.Count == 0 && witness.Position > LogPosition.Zero)
                Report(
                    DurableWitness.Name,
                    0,
                    null,
                    $"it names durable position {witness.Position}, but no segment is there");
            return;
        }

        string name = LogFormat.SegmentName(last.FirstPosition);
        bool isTold = _problems.Any(problem => problem.Segment == name && problem.Offset == end.Offset);
        if (last.Identity == witness.Identity && end.Position <= witness.Position && !isTold)
            Report(
                name,
                end.Offset,
                end.Position,
                $"the log ends here, although positions up to {witness.Position} were durable");
    }

    private void Report(string segment, long offset, LogPosition? position, string reason) =>
        _problems.Add(new LogProblem(segment, offset, position, reason));
}
