namespace Souk.Experiments.Results;

/// <summary>One metric of one variant.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Mean">Its mean over the variant's units, after CUPED where there is a covariate.</param>
/// <param name="Difference">The mean less the control's; 0 for the control.</param>
/// <param name="Lower">The lower end of the always-valid interval of the difference; negative infinity while there
/// are too few units.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="RelativeDifference">The difference over the control's mean; NaN if that is 0.</param>
/// <param name="VarianceKept">The share of the metric's variance that CUPED left, 1 without a covariate.</param>
/// <param name="Verdict">What may be said of it.</param>
public sealed record MetricResult(
    string Metric,
    double Mean,
    double Difference,
    double Lower,
    double Upper,
    double RelativeDifference,
    double VarianceKept,
    MetricVerdict Verdict);
