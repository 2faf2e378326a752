namespace Souk.Experiments.Results;

/// <summary>One variant of a report.</summary>
/// <param name="Variant">Its name.</param>
/// <param name="Units">How many units met it.</param>
/// <param name="Metrics">Its metrics, in the plan's order.</param>
public sealed record VariantResult(string Variant, long Units, IReadOnlyList<MetricResult> Metrics);
