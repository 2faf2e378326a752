namespace Souk.Learning.Anomaly;

/// <summary>Settings of <see cref="DetectorEnsemble"/>.</summary>
public sealed record DetectorEnsembleOptions
{
    /// <summary>Settings of the isolation forest; its threads are overruled by <see cref="Threads"/>.</summary>
    public IsolationForestOptions Forest { get; init; } = new();

    /// <summary>Settings of the histograms.</summary>
    public HistogramOptions Histogram { get; init; } = new();

    /// <summary>How many neighbours the neighbour distance looks at, from 1. Default 5.</summary>
    public int DistanceNeighbours { get; init; } = 5;

    /// <summary>How many neighbours the local outlier factor looks at, from 1. Default 20.</summary>
    public int DensityNeighbours { get; init; } = 20;

    /// <summary>The most training rows that neighbours are looked for in; a random sample if there are more, since the
    /// cost of a fit grows with their square. From 2, default 20,000.</summary>
    public int NeighbourRows { get; init; } = 20_000;

    /// <summary>How many of the five members decide: the mean of the highest surprises. From 1 to 5, default 3: a row
    /// need not be odd in every way, and a single member that misjudges the data does not decide alone.</summary>
    public int Deciding { get; init; } = 3;

    /// <summary>The seed of the sample. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads of the fit, 0 for one per processor (the default); it does not change the
    /// result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Forest);
        ArgumentNullException.ThrowIfNull(Histogram);
        ArgumentOutOfRangeException.ThrowIfLessThan(NeighbourRows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Deciding, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Deciding, DetectorEnsemble.MemberNames.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
