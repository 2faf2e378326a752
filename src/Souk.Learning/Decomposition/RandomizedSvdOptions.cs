namespace Souk.Learning.Decomposition;

/// <summary>Settings of <see cref="RandomizedSvd"/>.</summary>
public sealed record RandomizedSvdOptions
{
    /// <summary>How many singular values and vectors are wanted, from 1; more than the matrix has are cut off. Default
    /// 64.</summary>
    public int Rank { get; init; } = 64;

    /// <summary>How many directions beyond the rank are searched, from 0. Default 16; more helps the last few
    /// vectors.</summary>
    public int Oversampling { get; init; } = 16;

    /// <summary>How often the matrix and its transpose are applied to sharpen the directions, from 0. Default 4; each
    /// costs two products with the matrix. Matrices whose singular values fall slowly (interactions) gain
    /// most.</summary>
    public int PowerIterations { get; init; } = 4;

    /// <summary>The seed of the starting directions. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 for one per processor (the default); it does not change the result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rank, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Oversampling);
        ArgumentOutOfRangeException.ThrowIfNegative(PowerIterations);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
