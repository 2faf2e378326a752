namespace Souk.Experiments.Results;

/// <summary>What may be said of a metric at any look, with the experiment's chance of a false alarm.</summary>
public enum MetricVerdict
{
    /// <summary>The interval holds 0: nothing is shown yet.</summary>
    Open,

    /// <summary>The variant is better than the control.</summary>
    Better,

    /// <summary>The variant is worse than the control.</summary>
    Worse,

    /// <summary>A guardrail: the variant is worse by more than it may be.</summary>
    Breached,

    /// <summary>The control itself.</summary>
    Control,
}
