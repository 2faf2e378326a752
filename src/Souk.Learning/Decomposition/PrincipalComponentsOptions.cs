namespace Souk.Learning.Decomposition;

/// <summary>Settings of <see cref="PrincipalComponents"/>.</summary>
public sealed record PrincipalComponentsOptions
{
    /// <summary>The most components to keep, from 1; the columns, the rows less one, and directions without variance
    /// cut it further. Default 32.</summary>
    public int Components { get; init; } = 32;

    /// <summary>Whether columns are divided by their standard deviation first, so that units do not matter. Default
    /// true.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>The seed of the randomized decomposition, used above 512 columns only. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 for one per processor (the default); it does not change the result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Components, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
