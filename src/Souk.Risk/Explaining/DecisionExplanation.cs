using Souk.Risk.Decisions;

namespace Souk.Risk.Explaining;

/// <summary>A decision derived from the log once more, with everything that it came from.</summary>
public sealed record DecisionExplanation
{
    /// <summary>The decision as the log gives it again.</summary>
    public required Decision Decision { get; init; }

    /// <summary>The id of its event.</summary>
    public required string EventId { get; init; }

    /// <summary>The decision as it was made and kept; null if it is no longer kept.</summary>
    public required Decision? Kept { get; init; }

    /// <summary>What differs between both, in words; empty if they are the same to the last bit, or none is
    /// kept.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>Why the log may give another answer than it gave, or null: the definition changed since, or the log no
    /// longer reaches back to its start.</summary>
    public required string? Caveat { get; init; }

    /// <summary>The values that rules and models read.</summary>
    public required IReadOnlyList<ReadValue> Values { get; init; }

    /// <summary>All rules of the checkpoint, in the policy's order.</summary>
    public required IReadOnlyList<ExplainedRule> Rules { get; init; }

    /// <summary>All models of the checkpoint, in the policy's order.</summary>
    public required IReadOnlyList<ExplainedModel> Models { get; init; }

    /// <summary>Whether the kept decision and the derived one are the same to the last bit; null if none is
    /// kept.</summary>
    public bool? IsIdentical => Kept is null ? null : Differences.Count == 0;
}
