namespace Souk.Experiments.Assignment;

/// <summary>How a metric comes from a unit's events after its exposure.</summary>
public enum MetricKind
{
    /// <summary>1 if there was any event, else 0: a conversion.</summary>
    Any,

    /// <summary>How many events there were.</summary>
    Count,

    /// <summary>The sum of a field over the events: GMV.</summary>
    Sum,
}
