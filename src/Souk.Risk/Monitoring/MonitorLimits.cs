namespace Souk.Risk.Monitoring;

/// <summary>What the monitor keeps at most.</summary>
internal static class MonitorLimits
{
    /// <summary>Days of a series: outcomes mature in at most two months or so, and as much again is looked back
    /// on.</summary>
    internal const int Days = 128;

    /// <summary>Series kept: each takes 8 KiB, so all of them take 128 MiB. Beyond it new rules have no series, which
    /// is counted.</summary>
    internal const int MaxSeries = 16_384;

    /// <summary>Decisions whose outcomes are awaited, as many as decisions are kept: 160 MiB.</summary>
    internal const uint MaxAwaited = 1 << 22;

    /// <summary>Kinds of labels that have a record of their own.</summary>
    internal const int MaxLabels = 256;

    /// <summary>Alerts kept: at a hundred a day still ten days.</summary>
    internal const int MaxAlerts = 1_024;

    /// <summary>How often rules are timed: one event in so many, so that the clock costs nothing that counts.</summary>
    internal const int TimedEvery = 1_024;
}
