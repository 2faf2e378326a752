namespace Souk.Risk.Monitoring;

/// <summary>How one checkpoint does.</summary>
public sealed record CheckpointHealth
{
    /// <summary>The checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Decisions now.</summary>
    public required long Decisions { get; init; }

    /// <summary>The share of decisions to challenge, now and before.</summary>
    public required RateShift Challenged { get; init; }

    /// <summary>The share of decisions to review, now and before.</summary>
    public required RateShift Reviewed { get; init; }

    /// <summary>The share of decisions to decline, now and before.</summary>
    public required RateShift Declined { get; init; }

    /// <summary>The share of decisions with a rule that failed, now and before.</summary>
    public required RateShift Faults { get; init; }

    /// <summary>The share of decisions to review or decline, now and before.</summary>
    public required RateShift Stopped { get; init; }

    /// <summary>Its rules, in the policy's order; then those that fired on one of the days compared and are in the
    /// policy no more.</summary>
    public required IReadOnlyList<RuleHealth> Rules { get; init; }

    /// <summary>Decisions by day, oldest first, the last is today.</summary>
    public required IReadOnlyList<int> Daily { get; init; }
}
