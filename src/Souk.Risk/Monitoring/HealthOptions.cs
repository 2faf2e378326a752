namespace Souk.Risk.Monitoring;

/// <summary>What health compares, and from when on it alerts.</summary>
public sealed record HealthOptions
{
    /// <summary>The newest days that are "now", 1 to 30. Default 1.</summary>
    public int RecentDays { get; init; } = 1;

    /// <summary>The days before them that they are compared with, 3 to 90. Default 28: four weeks, so that each day of
    /// the week counts alike.</summary>
    public int ReferenceDays { get; init; } = 28;

    /// <summary>How many times as often, or as seldom, a rate is worth an alert; above 1. Default 2.</summary>
    public double MinRatio { get; init; } = 2;

    /// <summary>The probability of a change by chance below which it counts, in (0, 1). Default 0.0001: a hundred rules
    /// looked at every day give one false alert in three months.</summary>
    public double Significance { get; init; } = 0.0001;

    /// <summary>The fewest hits, now or expected, for an alert. Default 10: fewer are read one by one.</summary>
    public int MinHits { get; init; } = 10;

    /// <summary>A live rule whose precision on matured labels surely lies below it gets an alert, in (0, 1). Default
    /// 0.05: nineteen of twenty it stops are good.</summary>
    public double MinPrecision { get; init; } = 0.05;

    /// <summary>The share of decisions with a rule that failed, from which on it is an alert. Default 0.01.</summary>
    public double MaxFaultShare { get; init; } = 0.01;

    /// <summary>The mean time of a rule that is an alert. Default 50 microseconds: a thousand such rules would take the
    /// sequencer 50 ms an event.</summary>
    public TimeSpan MaxRuleTime { get; init; } = TimeSpan.FromMicroseconds(50);

    internal void Check()
    {
        Require(RecentDays is >= 1 and <= 30, nameof(RecentDays), RecentDays, "1 to 30");
        Require(ReferenceDays is >= 3 and <= 90, nameof(ReferenceDays), ReferenceDays, "3 to 90");
        Require(MinRatio > 1, nameof(MinRatio), MinRatio, "above 1");
        Require(Significance is > 0 and < 1, nameof(Significance), Significance, "in (0, 1)");
        Require(MinHits >= 1, nameof(MinHits), MinHits, "at least 1");
        Require(MinPrecision is > 0 and < 1, nameof(MinPrecision), MinPrecision, "in (0, 1)");
        Require(MaxFaultShare is > 0 and < 1, nameof(MaxFaultShare), MaxFaultShare, "in (0, 1)");
        Require(MaxRuleTime > TimeSpan.Zero, nameof(MaxRuleTime), MaxRuleTime, "above zero");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.");
        }
    }
}
