namespace Souk.Learning.Clustering;

/// <summary>Settings of <see cref="KMeans"/>.</summary>
public sealed record KMeansOptions
{
    /// <summary>The number of clusters, from 1 to the number of rows. Default 8.</summary>
    public int Clusters { get; init; } = 8;

    /// <summary>How many starts are tried, from 1; the one with the least inertia wins. Default 4.</summary>
    public int Starts { get; init; } = 4;

    /// <summary>The most rounds of assignment and update in a start, from 1. Default 300.</summary>
    public int MaximumIterations { get; init; } = 300;

    /// <summary>A start ends when the centres together move by less than this share of the mean column variance
    /// (squared distance), from 0. Default 0.0001.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>The seed of the starts. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 for one per processor (the default); it does not change the result.</summary>
    public int Threads { get; init; }

    internal void Validate(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Clusters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Clusters, rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(Starts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumIterations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Tolerance);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
