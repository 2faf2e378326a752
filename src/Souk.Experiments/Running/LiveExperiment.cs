using Souk.Experiments.Assignment;
using Souk.Features.Reading;

namespace Souk.Experiments.Running;

/// <summary>An experiment's plan, read again from the state, with what is needed to follow it.</summary>
internal sealed record LiveExperiment(uint Index, uint Block, string Name, ExperimentPlan? Plan, string? Fault)
{
    /// <summary>Reads the covariates, or null if there are none or the experiment is stopped.</summary>
    internal FeatureReader? Covariates { get; init; }

    /// <summary>The field of exposure events that names its units.</summary>
    internal int ExposureField { get; init; } = -1;

    internal bool IsStopped { get; init; }
}
