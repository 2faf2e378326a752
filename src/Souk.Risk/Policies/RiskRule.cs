using Souk.Core.State;
using Souk.Expressions;
using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>One rule of a checkpoint's policy.</summary>
public sealed class RiskRule
{
    /// <summary>Its id, unique within the checkpoint.</summary>
    public required string Id { get; init; }

    /// <summary>Its place among the checkpoint's rules, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The CEL condition over the event, its entities' profiles, features and links.</summary>
    public required string When { get; init; }

    /// <summary>What firing says on its own, or null where it adds to the score alone. Approve overrides all
    /// others.</summary>
    public RiskOutcome? Outcome { get; init; }

    /// <summary>The reason code that the answer carries. Default: the id.</summary>
    public required string Reason { get; init; }

    /// <summary>What firing adds to the score, -1,000,000 to 1,000,000. Default 0.</summary>
    public double Weight { get; init; }

    /// <summary>Who answers for it; empty if not said.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>How it takes part. Default live.</summary>
    public RuleStatus Status { get; init; }

    /// <summary>The share of events it looks at, above 0 to 1, chosen by a hash of rule and event id. Default
    /// 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The estimated work of one evaluation, in comparisons; 0 where the policy was read without
    /// compiling.</summary>
    public long Cost => Program?.EstimatedCost ?? 0;

    internal CelProgram<DecisionContext, bool>? Program { get; init; }

    internal ulong Seed { get; init; }

    // The upper 53 bits of the hash are a number in 0 to 1, the same in every replay.
    internal bool Takes(ReadOnlySpan<byte> eventId) =>
        Share >= 1 || (StableHash.Of(eventId, Seed) >> 11) * (1.0 / (1UL << 53)) < Share;
}
