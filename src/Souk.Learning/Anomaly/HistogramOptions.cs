namespace Souk.Learning.Anomaly;

/// <summary>Settings of <see cref="HistogramDetector"/>.</summary>
public sealed record HistogramOptions
{
    /// <summary>How many bins of equal width each column has, from 2 to 10,000. Default 10.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>What is added to every density (in units of one over the column's standard deviation), above 0. Default
    /// 0.1; it bounds what a single column can add to a score.</summary>
    public double Smoothing { get; init; } = 0.1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Bins, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bins, 10_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Smoothing);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(Smoothing), false);
    }
}
