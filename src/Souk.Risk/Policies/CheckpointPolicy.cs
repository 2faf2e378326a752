using Souk.Core.Definition;
using Souk.Expressions;
using Souk.Risk.Decisions;
using Souk.Risk.Models;

namespace Souk.Risk.Policies;

/// <summary>The policy of one checkpoint: an event type that a decision is asked for.</summary>
public sealed class CheckpointPolicy
{
    /// <summary>The event type, which names the checkpoint.</summary>
    public required EventType Type { get; init; }

    /// <summary>What is decided where nothing fires. Default approve.</summary>
    public RiskOutcome Default { get; init; }

    /// <summary>What is answered when the deadline passes, a rule fails, or the policy cannot be followed. Default
    /// review.</summary>
    public RiskOutcome Fallback { get; init; } = RiskOutcome.Review;

    /// <summary>From which scores on which outcomes apply; empty for none.</summary>
    public IReadOnlyList<ScoreThreshold> Thresholds { get; init; } = [];

    /// <summary>The money at stake, in currency units; null if the policy does not say.</summary>
    public string? Amount { get; init; }

    /// <summary>The rules, in the order written.</summary>
    public IReadOnlyList<RiskRule> Rules { get; init; } = [];

    /// <summary>The models, in the order written.</summary>
    public IReadOnlyList<ModelUse> Models { get; init; } = [];

    /// <summary>What decisions cost, by which the thresholds of models are chosen.</summary>
    public DecisionCosts Costs { get; init; } = new();

    internal CelProgram<DecisionContext, double>? AmountProgram { get; init; }
}
