using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>Settings of <see cref="Ease"/> and <see cref="EaseFilter"/>.</summary>
public sealed record EaseOptions
{
    /// <summary>The strength λ of the ridge penalty, above 0 to 1,000,000; default 300. In units of the scaled
    /// interactions: with both exponents at 0 (the published EASE) 100 to 1,000 is usual, with both at 0.5 it is 0.05
    /// to 1.</summary>
    public double Regularization { get; init; } = 300;

    /// <summary>How strongly active users are toned down: their interactions are scaled by degree^−this. 0 to 1,
    /// default 0, the published EASE.</summary>
    public double UserExponent { get; init; }

    /// <summary>How the penalty grows with an item's popularity: λ · degree^(2 × this). 0 to 1, default 0, the
    /// published EASE; 0.5 is the penalty of dropping interactions at random (EDLAE, Steck 2020).</summary>
    public double ItemExponent { get; init; }

    /// <summary>How many weights into each item are kept, the largest in size. 1 to 1,000,000, default 500; 16 bytes
    /// each during training, 8 after. As many as there are items keeps all.</summary>
    public int WeightsPerItem { get; init; } = 500;

    /// <summary>Conjugate gradients end when the residual has fallen to this share. 1e-6 to 0.1, default
    /// 1e-3.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>And after this many steps at the latest. 1 to 1,000, default 100.</summary>
    public int MaxSteps { get; init; } = 100;

    /// <summary>Worker threads; 0, the default, means one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Range(Regularization, 1e-9, 1e6, nameof(Regularization));
        OptionCheck.Range(UserExponent, 0, 1, nameof(UserExponent));
        OptionCheck.Range(ItemExponent, 0, 1, nameof(ItemExponent));
        OptionCheck.Range(WeightsPerItem, 1, 1_000_000, nameof(WeightsPerItem));
        OptionCheck.Range(Tolerance, 1e-6, 0.1, nameof(Tolerance));
        OptionCheck.Range(MaxSteps, 1, 1_000, nameof(MaxSteps));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
