using Souk.Learning.Drift;
using Souk.Log;

namespace Souk.Risk.Patterns;

/// <summary>What was found in a recent span and proposed from the past.</summary>
public sealed record Discovery
{
    /// <summary>The event type looked at.</summary>
    public required string EventType { get; init; }

    /// <summary>Where the recent span ends.</summary>
    public required LogTime End { get; init; }

    /// <summary>Events of the recent span, and of them the rows looked at.</summary>
    public required (long Events, int Rows) Recent { get; init; }

    /// <summary>Events of the reference span, and of them the rows looked at.</summary>
    public required (long Events, int Rows) Reference { get; init; }

    /// <summary>Rows that rules were learned from and judged on, and how many of them were bad.</summary>
    public required (int Rows, int Bad) Learning { get; init; }

    /// <summary>What has become more frequent, the surest first.</summary>
    public required IReadOnlyList<FoundPattern> Patterns { get; init; }

    /// <summary>Recent events unlike the reference's, the furthest first.</summary>
    public required IReadOnlyList<Outlier> Outliers { get; init; }

    /// <summary>How each column and the score has shifted, the most first; by the population stability index.</summary>
    public required IReadOnlyList<ColumnShift> Shifts { get; init; }

    /// <summary>Rules learned from outcomes, the best in later time first.</summary>
    public required IReadOnlyList<RuleProposal> Proposals { get; init; }
}
