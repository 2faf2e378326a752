using Souk.Core.Definition;

namespace Souk.Experiments.Assignment;

/// <summary>One arm of an experiment.</summary>
/// <param name="Name">Its name; the first of an experiment is the control.</param>
/// <param name="Weight">Its share of the experiment's units is this over the sum of the weights; above 0.</param>
public sealed record VariantPlan(string Name, double Weight)
{
    /// <summary>What it changes of surfaces, by their names; empty for nothing.</summary>
    public IReadOnlyDictionary<string, SurfaceChange> Surfaces { get; init; } =
        new Dictionary<string, SurfaceChange>();
}
