namespace Souk.Core.Definition;

/// <summary>What a feature computes over the events of its window.</summary>
public enum AggregateKind
{
    /// <summary>How many events.</summary>
    Count,

    /// <summary>The sum of a numeric value.</summary>
    Sum,

    /// <summary>The arithmetic mean of a numeric value.</summary>
    Mean,

    /// <summary>The sample variance of a numeric value (divided by count - 1).</summary>
    Variance,

    /// <summary>The square root of <see cref="Variance"/>.</summary>
    StandardDeviation,

    /// <summary>The smallest value.</summary>
    Min,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The value of the oldest event.</summary>
    First,

    /// <summary>The value of the newest event.</summary>
    Last,

    /// <summary>Seconds since the oldest event.</summary>
    TimeSinceFirst,

    /// <summary>Seconds since the newest event.</summary>
    TimeSinceLast,

    /// <summary>How many different values.</summary>
    Distinct,

    /// <summary>One feature divided by another.</summary>
    Ratio,

    /// <summary>The sum of a numeric value, each event's share halving with every half-life.</summary>
    Decayed,

    /// <summary>The values of the newest n events, the newest first.</summary>
    LastN,

    /// <summary>The k values with the largest decayed weight, the largest first.</summary>
    TopK,

    /// <summary>A CEL expression over feature columns.</summary>
    Derived,
}
