using Souk.Core.Definition;

namespace Souk.Experiments.Assignment;

/// <summary>An experiment as it was asked for: who takes part, in which variants, and what is measured.</summary>
public sealed record ExperimentPlan
{
    /// <summary>The most variants: more would each get too few units to learn anything.</summary>
    public const int MaxVariants = 8;

    /// <summary>The most metrics; each costs 16 bytes a unit.</summary>
    public const int MaxMetrics = 8;

    /// <summary>Its name, unique among all experiments ever started in the marketplace.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of its units, such as shoppers.</summary>
    public required EntityKind Unit { get; init; }

    /// <summary>Experiments of one layer never share a unit; those of different layers are independent. Default
    /// "default".</summary>
    public string Layer { get; init; } = "default";

    /// <summary>The share of all units that take part, above 0 and at most 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The variants, two at least; the first is the control.</summary>
    public required IReadOnlyList<VariantPlan> Variants { get; init; }

    /// <summary>The metrics; the first is the one that decides.</summary>
    public required IReadOnlyList<MetricPlan> Metrics { get; init; }

    /// <summary>The chance of a false alarm over the experiment's whole life. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The number of units at which the intervals should be tightest. Default 10,000.</summary>
    public long PlannedUnits { get; init; } = 10_000;

    /// <summary>Whether a guardrail that is breached ends it: a server looks once a minute. Default true.</summary>
    public bool StopsAtBreach { get; init; } = true;

    /// <summary>The surfaces that a variant changes: these assign units themselves when they serve.</summary>
    public IEnumerable<string> Surfaces => Variants.SelectMany(v => v.Surfaces.Keys).Distinct(StringComparer.Ordinal);
}
