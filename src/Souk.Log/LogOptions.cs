using Souk.Log.Files;

namespace Souk.Log;

/// <summary>How a <see cref="SegmentedLog"/> is opened.</summary>
public sealed record LogOptions
{
    /// <summary>The smallest allowed segment size: a header and one small batch.</summary>
    public const long MinSegmentBytes = 1024;

    /// <summary>The largest allowed segment size; recovery reads one whole segment.</summary>
    public const long MaxSegmentBytes = 16L << 30;

    /// <summary>The smallest allowed bound on unwritten bytes.</summary>
    public const int MinUnwrittenBytes = 4096;

    /// <summary>The largest allowed bound on unwritten bytes: two buffers of it must fit into arrays.</summary>
    public const int MaxUnwrittenBytesLimit = 512 << 20;

    /// <summary>The folder of the log; made if missing. One process at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>A new segment starts when the present one would grow beyond this. Default 256 MiB; from
    /// <see cref="MinSegmentBytes"/> to <see cref="MaxSegmentBytes"/>. A larger batch gets a segment of its own.
    /// </summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>While more bytes than this wait to be written, <see cref="IEventLog.Append"/> blocks. Default 32 MiB;
    /// from <see cref="MinUnwrittenBytes"/> to <see cref="MaxUnwrittenBytesLimit"/>. A larger batch passes alone.
    /// </summary>
    public int MaxUnwrittenBytes { get; init; } = 32 << 20;

    /// <summary>What <see cref="SegmentedLog.ApplyRetention"/> may delete at first. Default: nothing.</summary>
    public LogRetention Retention { get; init; } = new();

    /// <summary>Checks every segment at opening and, where one is damaged, cuts the log there instead of refusing to
    /// open; what is cut off stays beside the log as .lost files. Default false.</summary>
    public bool AcceptDataLoss { get; init; }

    /// <summary>The files below the log; null (the default) means the disk.</summary>
    public ILogFiles? Files { get; init; }

    /// <summary>The identity of a log made anew; null (the default) draws one at random.</summary>
    internal ulong? Identity { get; init; }

    /// <summary>Whether there is no committer thread and <see cref="SegmentedLog.CommitByHand"/> does its work: a
    /// simulation then runs the same way each time.</summary>
    internal bool CommitsByHand { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        if (SegmentBytes is < MinSegmentBytes or > MaxSegmentBytes)
            throw new ArgumentException(
                $"SegmentBytes is {SegmentBytes}; it must be from {MinSegmentBytes} to {MaxSegmentBytes}.");
        if (MaxUnwrittenBytes is < MinUnwrittenBytes or > MaxUnwrittenBytesLimit)
            throw new ArgumentException(
                $"MaxUnwrittenBytes is {MaxUnwrittenBytes}; it must be from {MinUnwrittenBytes} to "
                + $"{MaxUnwrittenBytesLimit}.");
        Retention.Validate();
    }
}
