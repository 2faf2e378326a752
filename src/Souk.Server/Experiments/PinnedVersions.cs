using Souk.Core.Engine;
using Souk.Experiments.Assignment;
using Souk.Recommend.Models;

namespace Souk.Server.Experiments;

/// <summary>Whether the versions of rankers that variants name are there: they are the rankers' matter, of which
/// experiments know nothing.</summary>
internal static class PinnedVersions
{
    /// <summary>Why a variant cannot serve, or null if it can.</summary>
    internal static string? WhyNotServe(Fold fold, VariantPlan variant)
    {
        RankerProjection rankers = fold.Projection<RankerProjection>();
        foreach ((string surface, Souk.Core.Definition.SurfaceChange change) in variant.Surfaces)
        {
            if (fold.Definition.FindSurface(surface) is { } declared
                && rankers.WhyNotServe(change.ApplyTo(declared)) is string problem)
            {
                return $"the variant '{variant.Name}' cannot serve: {problem}";
            }
        }

        return null;
    }

    /// <summary>Why a variant of a plan cannot serve, or null if all can.</summary>
    internal static string? WhyNotServe(Fold fold, ExperimentPlan plan) =>
        plan.Variants.Select(v => WhyNotServe(fold, v)).FirstOrDefault(p => p is not null);
}
