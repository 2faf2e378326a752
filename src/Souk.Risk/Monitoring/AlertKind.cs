namespace Souk.Risk.Monitoring;

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>A rule fires much more often, or much less, than it did.</summary>
    HitRate,

    /// <summary>The share of decisions that stop an event has changed.</summary>
    StopRate,

    /// <summary>A live rule's matured hits are nearly all good.</summary>
    Precision,

    /// <summary>Live rules could not be evaluated.</summary>
    Faults,

    /// <summary>A rule takes too long to evaluate.</summary>
    Latency,

    /// <summary>A column that rules read has another distribution than before.</summary>
    Shift,

    /// <summary>A column that rules read is missing much more often than before.</summary>
    Missing,

    /// <summary>A combination of conditions has become more frequent, or worse, than it was.</summary>
    Pattern,
}
