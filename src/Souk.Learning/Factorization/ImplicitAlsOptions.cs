using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>How <see cref="ImplicitAls"/> learns. The defaults do well on most interaction data; the two worth tuning
/// on validation data are <see cref="UnobservedWeight"/> and <see cref="Regularization"/>.</summary>
public sealed record ImplicitAlsOptions
{
    private const int MaxFactors = 2_048;
    private const int MaxIterations = 10_000;
    private const double DefaultWeightRatio = 10;

    /// <summary>The length of the user and item vectors, 1 to 2,048. Default: 64.</summary>
    public int Factors { get; init; } = 64;

    /// <summary>How often both sides are solved, 1 to 10,000. Default: 16.</summary>
    public int Iterations { get; init; } = 16;

    /// <summary>The weight of every user-item pair's pull towards zero (alpha_0 of the paper), above 0. Larger values
    /// trust "not interacted" more. Default: null, ten times the share of pairs that interacted, so that all pairs
    /// together weigh ten times as much as the interactions.</summary>
    public double? UnobservedWeight { get; init; }

    /// <summary>The strength of the L2 regularization (lambda), above 0. Default: 0.01.</summary>
    public double Regularization { get; init; } = 0.01;

    /// <summary>How the regularization of a row grows with its weight (nu), 0 to 2: row weight^nu. 1 is frequency
    /// scaling, 0 the same for all rows. Default: 1.</summary>
    public double FrequencyExponent { get; init; } = 1;

    /// <summary>The standard deviation of the starting vectors' length, above 0. Default: 0.1.</summary>
    public double InitialScale { get; init; } = 0.1;

    /// <summary>How rows are solved. Default: <see cref="AlsSolver.Exact"/>.</summary>
    public AlsSolver Solver { get; init; }

    /// <summary>Factors solved together by <see cref="AlsSolver.Block"/>, 16 to 2,048; rounded up to a multiple of 16.
    /// Default: 64.</summary>
    public int BlockSize { get; init; } = 64;

    /// <summary>The seed of the starting vectors. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Worker threads; 0, the default, means one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Range(Factors, 1, MaxFactors, nameof(Factors));
        OptionCheck.Range(Iterations, 1, MaxIterations, nameof(Iterations));
        OptionCheck.Positive(UnobservedWeight ?? 1, nameof(UnobservedWeight));
        OptionCheck.Positive(Regularization, nameof(Regularization));
        OptionCheck.Range(FrequencyExponent, 0, 2, nameof(FrequencyExponent));
        OptionCheck.Positive(InitialScale, nameof(InitialScale));
        OptionCheck.Range((int)Solver, 0, (int)AlsSolver.Block, nameof(Solver));
        OptionCheck.Range(BlockSize, 16, MaxFactors, nameof(BlockSize));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }

    /// <summary>The same options with the unobserved weight settled for some data.</summary>
    internal ImplicitAlsOptions SettledFor(SparseMatrix interactions)
    {
        double density = interactions.Count / ((double)interactions.Rows * interactions.Columns);
        return this with { UnobservedWeight = UnobservedWeight ?? (DefaultWeightRatio * density) };
    }
}
