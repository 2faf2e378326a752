namespace Souk.Learning.FactorizationMachines;

/// <summary>What a factorization machine predicts.</summary>
public enum FactorizationTarget
{
    /// <summary>The probability of label 1; labels are 0 or 1; log loss.</summary>
    Binary,

    /// <summary>The expected label; any labels; squared error.</summary>
    Real,
}
