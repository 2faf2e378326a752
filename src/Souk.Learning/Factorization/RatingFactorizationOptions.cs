using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>How <see cref="RatingFactorization"/> learns.</summary>
public sealed record RatingFactorizationOptions
{
    /// <summary>The number of factors beside the biases, 1 to 1,024. Default: 32.</summary>
    public int Factors { get; init; } = 32;

    /// <summary>How often both sides are solved, 1 to 10,000. Default: 20.</summary>
    public int Iterations { get; init; } = 20;

    /// <summary>L2 regularization of factors per rating of a user or item, above 0. Default: 0.05.</summary>
    public double Regularization { get; init; } = 0.05;

    /// <summary>L2 regularization of biases: as many ratings of the mean as this stand beside a user's or item's own,
    /// above 0. Default: 3.</summary>
    public double BiasRegularization { get; init; } = 3;

    /// <summary>The seed of the starting vectors. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Worker threads; 0, the default, means one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Range(Factors, 1, 1_024, nameof(Factors));
        OptionCheck.Range(Iterations, 1, 10_000, nameof(Iterations));
        OptionCheck.Positive(Regularization, nameof(Regularization));
        OptionCheck.Positive(BiasRegularization, nameof(BiasRegularization));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
