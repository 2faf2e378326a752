namespace Souk.Learning.Anomaly;

/// <summary>Settings of <see cref="IsolationForest"/>.</summary>
public sealed record IsolationForestOptions
{
    /// <summary>The number of trees, from 1 to 100,000. Default 100; scores are steadier with more.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>How many rows each tree is grown on, drawn without replacement, from 2. Default 256, as in the paper;
    /// more hides anomalies that form small groups.</summary>
    public int SampleSize { get; init; } = 256;

    /// <summary>The seed of samples and splits. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 for one per processor (the default); it does not change the result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Trees, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Trees, 100_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(SampleSize, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
