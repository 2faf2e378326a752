namespace Souk.Learning.Anomaly;

/// <summary>Settings of <see cref="ComponentDetector"/>.</summary>
public sealed record ComponentDetectorOptions
{
    /// <summary>The most principal components to keep, from 1. Default 128; what lies outside them counts as one
    /// more.</summary>
    public int Components { get; init; } = 128;

    /// <summary>What every variance is raised by, as a share of the mean variance, above 0. Default 0.05: it keeps
    /// directions in which training rows hardly vary from deciding alone.</summary>
    public double Shrinkage { get; init; } = 0.05;

    /// <summary>The seed of the decomposition, used above 512 columns only. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads of the fit, 0 for one per processor (the default); it does not change the
    /// result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Components, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Shrinkage);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
