using Souk.Log.Files;
using Souk.Log.Format;
using Souk.Log.Segments;

namespace Souk.Log.Recovery;

/// <summary>The segment files of a folder as their headers describe them.</summary>
internal sealed class SegmentList
{
    private readonly List<StoredSegment> _good = [];

    /// <summary>The segments, oldest first, up to the first that does not fit.</summary>
    public IReadOnlyList<StoredSegment> Good => _good;

    /// <summary>First positions of all segment files by name, oldest first.</summary>
    public required IReadOnlyList<LogPosition> Names { get; init; }

    /// <summary>What is wrong with the file after <see cref="Good"/>; null if there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether that file is just the beginning of a segment that a crash left; then it holds no record.
    /// </summary>
    public bool IsTornCreation { get; private set; }

    /// <summary>The length of that file.</summary>
    public long ProblemBytes { get; private set; }

    /// <summary>Reads all headers, without changing anything.</summary>
    public static SegmentList Read(ILogFiles files)
    {
        SegmentList list = new() { Names = SegmentFile.List(files) };
        foreach (LogPosition name in list.Names)
        {
            using ILogFile file = files.Open(LogFormat.SegmentName(name), writable: false);
            if (list.Check(file, name, out SegmentHeader header) is not { } problem)
            {
                list._good.Add(new StoredSegment(header, file.Length));
                continue;
            }

            list.Problem = problem;
            list.ProblemBytes = file.Length;
            break;
        }

        return list;
    }

    private string? Check(ILogFile file, LogPosition name, out SegmentHeader header)
    {
        if (!SegmentFile.TryReadHeader(file, out header, out string problem))
        {
            // The header is flushed before the first batch, and older segments go only after that.
            bool couldBeNew = Names.Count > 1 || name.Value == 1;
            IsTornCreation = file.Length <= SegmentHeader.Bytes && name == Names[^1] && couldBeNew;
            return problem;
        }

        if (header.FirstPosition != name)
            return $"its header says that it begins with position {header.FirstPosition}";
        if (_good.Count == 0)
            return null;
        StoredSegment before = _good[^1];
        if (header.Identity != before.Header.Identity)
            return $"it belongs to another log than segment {before.Name}";
        if (header.PreviousFirst != before.Header.FirstPosition)
            return $"it follows segment {LogFormat.SegmentName(header.PreviousFirst)}, which is missing";
        if (header.PreviousBytes > before.Bytes)
            return $"it follows {header.PreviousBytes} bytes of segment {before.Name}, which has {before.Bytes}";
        // A torn tail whose cutting did not reach the disk may stand behind the end; nothing refers to it.
        _good[^1] = before with { Bytes = header.PreviousBytes };
        return null;
    }
}
