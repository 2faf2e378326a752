using Souk.Learning.Numerics;

namespace Souk.Learning.Patterns;

/// <summary>How rules are learned.</summary>
public sealed record RuleLearnerOptions
{
    /// <summary>The precision that a rule must reach to be worth it, in (0, 1): a caught bad row brings 1 − p, a good
    /// row caught by mistake costs p. Default 0.8.</summary>
    public double TargetPrecision { get; init; } = 0.8;

    /// <summary>The most rules, 1 to 100. Default 10.</summary>
    public int MaxRules { get; init; } = 10;

    /// <summary>The most conditions of a rule, 1 to 6. Default 4.</summary>
    public int MaxConditions { get; init; } = 4;

    /// <summary>The fewest bad rows that a rule must catch in training, at least 2. Default 10.</summary>
    public int MinHits { get; init; } = 10;

    /// <summary>Thresholds of a numeric column, 2 to 100. Default 20.</summary>
    public int Thresholds { get; init; } = 20;

    /// <summary>The most categories of a column, 1 to 1,000. Default 50.</summary>
    public int Categories { get; init; } = 50;

    /// <summary>How many partial rules are kept in the search, 1 to 1,000. Default 10.</summary>
    public int Beam { get; init; } = 10;

    internal void Check()
    {
        OptionCheck.Range(TargetPrecision, 1e-6, 1 - 1e-6, nameof(TargetPrecision));
        OptionCheck.Range(MaxRules, 1, 100, nameof(MaxRules));
        OptionCheck.Range(MaxConditions, 1, 6, nameof(MaxConditions));
        OptionCheck.Range(MinHits, 2, int.MaxValue, nameof(MinHits));
        OptionCheck.Range(Thresholds, 2, 100, nameof(Thresholds));
        OptionCheck.Range(Categories, 1, 1_000, nameof(Categories));
        OptionCheck.Range(Beam, 1, 1_000, nameof(Beam));
    }
}
