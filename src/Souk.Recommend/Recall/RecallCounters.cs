using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>What the sources gave since the start. Safe for use from several threads.</summary>
public sealed class RecallCounters
{
    private readonly long[] _candidates = new long[Enum.GetValues<RecallSource>().Length];
    private readonly long[] _empty = new long[Enum.GetValues<RecallSource>().Length];
    private readonly long[] _skipped = new long[Enum.GetValues<RecallSource>().Length];

    /// <summary>The candidates that a source gave.</summary>
    public long CandidatesOf(RecallSource source) => Interlocked.Read(ref _candidates[(int)source]);

    /// <summary>How often a source gave nothing.</summary>
    public long EmptyOf(RecallSource source) => Interlocked.Read(ref _empty[(int)source]);

    /// <summary>How often a source was skipped, because the time was up.</summary>
    public long SkippedOf(RecallSource source) => Interlocked.Read(ref _skipped[(int)source]);

    internal void AddCandidates(RecallSource source, int count)
    {
        Interlocked.Add(ref _candidates[(int)source], count);
        if (count == 0)
        {
            Interlocked.Increment(ref _empty[(int)source]);
        }
    }

    internal void AddSkipped(RecallSource source) => Interlocked.Increment(ref _skipped[(int)source]);
}
