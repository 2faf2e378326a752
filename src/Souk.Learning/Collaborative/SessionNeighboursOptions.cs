using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>Settings of <see cref="SessionNeighbours"/>.</summary>
public sealed record SessionNeighboursOptions
{
    /// <summary>How many past sessions vote on the next item, 1 to 100,000; default 500.</summary>
    public int Neighbours { get; init; } = 500;

    /// <summary>Of each item in the running session, only this many of the newest past sessions with it are looked at
    /// (the recency sampling of V-SKNN). 1 to 1,000,000, default 5,000.</summary>
    public int SessionsPerItem { get; init; } = 5_000;

    /// <summary>How fast the items of the running session fade: an item d clicks before the last counts exp(−this · d).
    /// 0 to 10, default 0.5.</summary>
    public double PrefixDecay { get; init; } = 0.5;

    /// <summary>How fast a past session's items fade around the click it shares with the running one: an item d clicks
    /// away counts exp(−this · d). 0 to 10, default 0.1.</summary>
    public double MatchDecay { get; init; } = 0.1;

    /// <summary>How fast past sessions fade: the oldest counts exp(−this) against the newest. 0 to 100, default
    /// 1.</summary>
    public double RecencyDecay { get; init; } = 1;

    /// <summary>The exponent of the inverse frequency of a shared item when sessions are compared. 0 to 4, default
    /// 1.</summary>
    public double RarityExponent { get; init; } = 1;

    /// <summary>The exponent of a past session's length that divides its likeness. 0 to 1, default 0.5.</summary>
    public double LengthExponent { get; init; } = 0.5;

    /// <summary>What the scores of items already in the running session are multiplied by; 0 never repeats an item. 0
    /// to 100, default 4: shoppers come back to what they looked at.</summary>
    public double RepeatWeight { get; init; } = 4;

    internal void Validate()
    {
        OptionCheck.Range(Neighbours, 1, 100_000, nameof(Neighbours));
        OptionCheck.Range(SessionsPerItem, 1, 1_000_000, nameof(SessionsPerItem));
        OptionCheck.Range(PrefixDecay, 0, 10, nameof(PrefixDecay));
        OptionCheck.Range(MatchDecay, 0, 10, nameof(MatchDecay));
        OptionCheck.Range(RecencyDecay, 0, 100, nameof(RecencyDecay));
        OptionCheck.Range(RarityExponent, 0, 4, nameof(RarityExponent));
        OptionCheck.Range(LengthExponent, 0, 1, nameof(LengthExponent));
        OptionCheck.Range(RepeatWeight, 0, 100, nameof(RepeatWeight));
    }
}
