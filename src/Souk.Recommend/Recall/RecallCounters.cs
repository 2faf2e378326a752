using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>What the sources gave since the start. Safe for use from several threads.</summary>
public sealed class RecallCounters
{
    // The newest sixteen times make up most of what is usual.
    private const int Smoothing = 16;

    private readonly long[] _candidates = new long[Enum.GetValues<RecallSource>().Length];
    private readonly long[] _empty = new long[Enum.GetValues<RecallSource>().Length];
    private readonly long[] _skipped = new long[Enum.GetValues<RecallSource>().Length];

    private readonly long[] _usualTicks = new long[Enum.GetValues<RecallSource>().Length];
    private long _answers;
    private long _degraded;

    /// <summary>The answers that were given.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Those of them that lack of time made poorer.</summary>
    public long Degraded => Interlocked.Read(ref _degraded);

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

    internal void AddAnswer(bool isDegraded)
    {
        Interlocked.Increment(ref _answers);
        if (isDegraded)
        {
            Interlocked.Increment(ref _degraded);
        }
    }

    /// <summary>What a source usually takes, the newest times counting most.</summary>
    internal TimeSpan UsualOf(RecallSource source) => new(Interlocked.Read(ref _usualTicks[(int)source]));

    /// <summary>Notes what a source took; of two at the same moment one may be lost, which changes little.</summary>
    internal void AddTime(RecallSource source, TimeSpan took)
    {
        ref long usual = ref _usualTicks[(int)source];
        long before = Interlocked.Read(ref usual);
        Interlocked.Exchange(ref usual, before == 0 ? took.Ticks : before + ((took.Ticks - before) / Smoothing));
    }

    /// <summary>Whether a source fits into what is left. One that does not is thought a little faster each time, so
    /// that a single slow moment does not keep it out for good.</summary>
    internal bool MayTake(RecallSource source, TimeSpan left)
    {
        ref long usual = ref _usualTicks[(int)source];
        long ticks = Interlocked.Read(ref usual);
        if (ticks <= left.Ticks)
        {
            return true;
        }

        Interlocked.Exchange(ref usual, ticks - (ticks / Smoothing));
        return false;
    }
}
