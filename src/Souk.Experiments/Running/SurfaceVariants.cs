using Souk.Core.Definition;
using Souk.Experiments.Assignment;

namespace Souk.Experiments.Running;

/// <summary>What experiments make of the surfaces of a definition, made anew whenever one starts or ends.</summary>
internal sealed class SurfaceVariants
{
    private readonly Dictionary<SurfaceDefinition, SurfaceDefinition> _shipped = [];
    private readonly Dictionary<SurfaceDefinition, List<(LiveExperiment, SurfaceDefinition[])>> _running = [];

    /// <summary>A declared surface as the experiments that were shipped leave it.</summary>
    internal SurfaceDefinition Shipped(SurfaceDefinition surface) => _shipped.GetValueOrDefault(surface, surface);

    /// <summary>The running experiments that change a declared surface, with the surface as each variant has
    /// it.</summary>
    internal IReadOnlyList<(LiveExperiment Experiment, SurfaceDefinition[] Variants)> Running(
        SurfaceDefinition surface) =>
        _running.TryGetValue(surface, out List<(LiveExperiment, SurfaceDefinition[])>? found) ? found : [];

    /// <summary>Works everything out.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="running">The experiments that run, with a plan.</param>
    /// <param name="shipped">The variants that were shipped, in the order in which they were.</param>
    internal void Build(
        MarketplaceDefinition definition,
        IReadOnlyList<LiveExperiment> running,
        IReadOnlyList<(LiveExperiment Experiment, int Variant)> shipped)
    {
        _shipped.Clear();
        _running.Clear();
        foreach (SurfaceDefinition surface in definition.Surfaces)
        {
            SurfaceDefinition current = surface;
            foreach ((LiveExperiment experiment, int variant) in shipped)
            {
                current = Changed(current, surface.Name, experiment.Plan!.Variants[variant]);
            }

            _shipped[surface] = current;
            foreach (LiveExperiment experiment in running)
            {
                if (experiment.Plan!.Surfaces.Contains(surface.Name))
                {
                    Add(surface, experiment,
                        [.. experiment.Plan.Variants.Select(v => Changed(current, surface.Name, v))]);
                }
            }
        }
    }

    private static SurfaceDefinition Changed(SurfaceDefinition current, string name, VariantPlan variant) =>
        variant.Surfaces.TryGetValue(name, out SurfaceChange? change) ? change.ApplyTo(current) : current;

    private void Add(SurfaceDefinition surface, LiveExperiment experiment, SurfaceDefinition[] variants)
    {
        if (!_running.TryGetValue(surface, out List<(LiveExperiment, SurfaceDefinition[])>? own))
        {
            own = [];
            _running.Add(surface, own);
        }

        own.Add((experiment, variants));
    }
}
