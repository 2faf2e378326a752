namespace Souk.Risk.Backtest;

/// <summary>How a policy did on decisions whose outcomes have matured. Review and decline count as stopped; money is in
/// currency units.</summary>
public sealed record PolicyFigures
{
    /// <summary>How many decisions count.</summary>
    public required long Decisions { get; init; }

    /// <summary>How many of them were stopped.</summary>
    public required long Stopped { get; init; }

    /// <summary>How many were bad.</summary>
    public required long Bad { get; init; }

    /// <summary>How many bad ones were stopped.</summary>
    public required long BadStopped { get; init; }

    /// <summary>The share of bad ones among the stopped.</summary>
    public required Interval Precision { get; init; }

    /// <summary>The share of stopped ones among all bad, missed ones counted.</summary>
    public required Interval Recall { get; init; }

    /// <summary>The share of stopped ones among the good.</summary>
    public required Interval FalsePositiveRate { get; init; }

    /// <summary>The money of bad ones that were stopped.</summary>
    public required Interval Saved { get; init; }

    /// <summary>The money of bad ones that went through.</summary>
    public required Interval Lost { get; init; }

    /// <summary>The money of good ones that were stopped.</summary>
    public required Interval TurnedAway { get; init; }
}
