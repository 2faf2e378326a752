using Souk.Log;

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
}
