namespace Souk.Risk.Policies;

/// <summary>How large a policy can be.</summary>
public static class PolicyLimits
{
    /// <summary>The most rules of a checkpoint: they are counted in 16 bits, and a person must be able to own
    /// them.</summary>
    public const int MaxRules = 10_000;

    /// <summary>The most work that one evaluation of a rule may take, in comparisons (about a nanosecond each): ten
    /// microseconds, so that one rule cannot hold the sequencer up.</summary>
    public const long MaxRuleCost = 10_000;

    /// <summary>The most work of all rules of a checkpoint: a millisecond.</summary>
    public const long MaxCheckpointCost = 1_000_000;

    /// <summary>The largest weight of a rule, either way.</summary>
    public const double MaxWeight = 1e6;

    /// <summary>The longest policy file, in characters.</summary>
    public const int MaxTextLength = 4 << 20;
}
