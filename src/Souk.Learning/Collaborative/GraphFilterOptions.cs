using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>Settings of <see cref="GraphFilter"/>.</summary>
public sealed record GraphFilterOptions
{
    /// <summary>How strongly active users are toned down: a user's interactions are scaled by degree^−this. 0 to 1,
    /// default 0.5.</summary>
    public double UserExponent { get; init; } = 0.5;

    /// <summary>How strongly popular items are toned down, likewise. 0 to 1, default 0.5.</summary>
    public double ItemExponent { get; init; } = 0.5;

    /// <summary>How many leading singular vectors the ideal low-pass filter keeps; 0 switches it off. Up to 4,096,
    /// default 256 (limited by the users and items). Costs 4 bytes × items × this.</summary>
    public int LowPassRank { get; init; } = 256;

    /// <summary>The weight of the low-pass filter beside the linear one. 0 to 100, default 0.3.</summary>
    public double LowPassWeight { get; init; } = 0.3;

    /// <summary>For how long the smoothed signal is sharpened, 0 (not at all, which is GF-CF) to 10; default 2.5 (the
    /// setting of BSPM). Needs both exponents at 0.5 or more, so that the graph's largest eigenvalue is at most 1;
    /// beyond 2.78 the one Runge-Kutta step leaves its stable range.</summary>
    public double SharpeningTime { get; init; } = 2.5;

    /// <summary>The seed of the randomized decomposition. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Worker threads; 0, the default, means one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Range(UserExponent, 0, 1, nameof(UserExponent));
        OptionCheck.Range(ItemExponent, 0, 1, nameof(ItemExponent));
        OptionCheck.Range(LowPassRank, 0, MaxRank, nameof(LowPassRank));
        OptionCheck.Range(LowPassWeight, 0, 100, nameof(LowPassWeight));
        OptionCheck.Range(SharpeningTime, 0, 10, nameof(SharpeningTime));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (SharpeningTime > 0 && (UserExponent < 0.5 || ItemExponent < 0.5))
        {
            throw new ArgumentException(
                $"Sharpening needs exponents of 0.5 or more; got {UserExponent} for users and {ItemExponent} for " +
                "items. Raise them, or set SharpeningTime to 0.",
                nameof(SharpeningTime));
        }
    }

    // Beyond this the small dense problems of the decomposition take longer than everything else.
    private const int MaxRank = 4_096;
}
