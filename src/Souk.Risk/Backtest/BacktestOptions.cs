using Souk.Log;
using Souk.Risk.Models;

namespace Souk.Risk.Backtest;

/// <summary>What a back-test looks at.</summary>
public sealed record BacktestOptions
{
    /// <summary>The first log time whose decisions count. Default: all.</summary>
    public LogTime From { get; init; } = LogTime.BeforeAll;

    /// <summary>The log time from which on decisions no longer count. Default: all.</summary>
    public LogTime To { get; init; } = new(long.MaxValue);

    /// <summary>Outcomes after this log time are not known yet. Default: the log's end.</summary>
    public LogTime AsOf { get; init; } = new(long.MaxValue);

    /// <summary>How often decisions are drawn again for the intervals, 20 to 10,000. Default 200.</summary>
    public int Resamples { get; init; } = 200;

    /// <summary>The seed of the draws. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Models that the candidate uses from the first event on, by name; for other names those that were in
    /// force at each position. Default none.</summary>
    public IReadOnlyDictionary<string, RiskModel> Models { get; init; } = new Dictionary<string, RiskModel>();

    /// <summary>How many threads there is work for, from 1: with several candidates the log is replayed up to half as
    /// many times at once, more for many candidates, and each replay takes the memory of one state. No figure depends
    /// on it. Default: the processors of the machine.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A folder of the test's own: what was done is kept there, the same test goes on from it after an
    /// interruption and finds the same, and it is emptied at the end. Takes the disk of one state a replay. Null (the default)
    /// for none.</summary>
    public string? ProgressFolder { get; init; }

    /// <summary>After how many positions progress is kept, from 1. Default 2,000,000: as often as snapshots
    /// are.</summary>
    public long KeepEvery { get; init; } = 2_000_000;
}
