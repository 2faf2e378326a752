namespace Souk.Learning.Anomaly;

/// <summary>Settings of the detectors that look at neighbours: <see cref="NeighbourDistanceDetector"/> and
/// <see cref="LocalOutlierFactor"/>.</summary>
public sealed record NeighbourOptions
{
    /// <summary>How many neighbours are looked at, from 1; cut off at the number of other training rows. Default 5,
    /// which suits the distance; 20 suits the local outlier factor.</summary>
    public int Neighbours { get; init; } = 5;

    /// <summary>Whether columns are divided by their standard deviation first, so that units do not matter. Default
    /// true.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>The number of threads of the fit, 0 for one per processor (the default); it does not change the
    /// result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Neighbours, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
