namespace Souk.Risk.Backtest;

/// <summary>A figure and its 95 % interval.</summary>
/// <param name="Value">The figure; NaN where there is nothing below the line.</param>
/// <param name="Lower">The 2.5 % point of the resampled figures.</param>
/// <param name="Upper">Their 97.5 % point.</param>
public sealed record Interval(double Value, double Lower, double Upper);
