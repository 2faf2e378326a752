namespace Souk.Learning.Evaluation;

/// <summary>A figure with its uncertainty.</summary>
/// <param name="Value">The figure.</param>
/// <param name="StandardError">Its standard error, in its own unit.</param>
/// <param name="Lower">The lower end of the confidence interval.</param>
/// <param name="Upper">The upper end of the confidence interval.</param>
public readonly record struct Estimate(double Value, double StandardError, double Lower, double Upper);
