using Souk.Experiments.Assignment;
using Souk.Experiments.Statistics;
using Souk.Log;

namespace Souk.Experiments.Results;

/// <summary>What was counted of an experiment up to one log position.</summary>
public sealed record ExperimentSums
{
    /// <summary>The experiment's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its plan; null if the definition in force no longer allows it.</summary>
    public required ExperimentPlan? Plan { get; init; }

    /// <summary>Why there is no plan, or null.</summary>
    public required string? Fault { get; init; }

    /// <summary>The log time of its start; before all if no event came before it.</summary>
    public required LogTime StartedAt { get; init; }

    /// <summary>The log time of its end; null while it runs.</summary>
    public required LogTime? StoppedAt { get; init; }

    /// <summary>Why it was stopped, or null if nothing was said.</summary>
    public string? StopReason { get; init; }

    /// <summary>The variant whose surfaces serve all since it ended; null for none.</summary>
    public string? Shipped { get; init; }

    /// <summary>Exposures of a unit to another variant than its first; such units count for the first.</summary>
    public required long Crossovers { get; init; }

    /// <summary>Exposures to variants that the plan does not have; they do not count.</summary>
    public required long UnknownVariants { get; init; }

    /// <summary>The sums: for each variant, for each metric.</summary>
    public required IReadOnlyList<SampleMoments> Moments { get; init; }
}
