using Souk.Log;
using Souk.Risk.Models;
using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>A decision on one event.</summary>
public sealed record Decision
{
    /// <summary>The event's position, which names the decision.</summary>
    public required LogPosition Position { get; init; }

    /// <summary>The event's log time.</summary>
    public required LogTime Time { get; init; }

    /// <summary>The checkpoint: the event's type.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>What was decided.</summary>
    public required RiskOutcome Outcome { get; init; }

    /// <summary>What would have been decided if the rules in shadow were live.</summary>
    public required RiskOutcome ShadowOutcome { get; init; }

    /// <summary>The sum of the weights of the live rules that fired and of the weighted probabilities of live
    /// models.</summary>
    public required double Score { get; init; }

    /// <summary>The money at stake, in currency units; NaN if the policy does not say.</summary>
    public required double Amount { get; init; }

    /// <summary>The rules that fired, in the policy's order, live ones first.</summary>
    public required IReadOnlyList<FiredRule> Rules { get; init; }

    /// <summary>What the models of the policy said, in its order.</summary>
    public IReadOnlyList<ModelScore> Models { get; init; } = [];

    /// <summary>How many live rules and models failed; then the outcome is the fallback or harder.</summary>
    public required int Faults { get; init; }

    /// <summary>The version of the policy.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>The reason codes of the live rules that fired and of live models that said more than approve, each
    /// once, in the policy's order.</summary>
    public IReadOnlyList<string> Reasons =>
    [
        .. Rules.Where(r => r.Status == RuleStatus.Live).Select(r => r.Reason)
            .Concat(Models.Where(m => m.Status == RuleStatus.Live && m.Outcome > RiskOutcome.Approve)
                .Select(m => m.ReasonCode))
            .Distinct(),
    ];

    internal IReadOnlyList<ModelEvidence?> Evidence { get; init; } = [];

    /// <summary>The columns that moved a model's score most, towards bad first. Takes up to milliseconds: do not call
    /// it under <see cref="Core.Engine.SoukEngine.Read"/>.</summary>
    /// <param name="model">The model's place in <see cref="Models"/>.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>The reasons; empty if the model failed or cannot tell, and for decisions older than the newest 65,536,
    /// whose reasons a replay tells.</returns>
    public IReadOnlyList<ModelReason> ModelReasons(int model, int most) =>
        Evidence[model] is ModelEvidence evidence ? evidence.Model.Reasons(evidence.Row, most) : [];

    /// <summary>Whether two decisions are the same to the last bit, rules included.</summary>
    public bool IsSameAs(Decision other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Rules.SequenceEqual(other.Rules) && Models.SequenceEqual(other.Models)
            && (this with { Rules = other.Rules, Models = other.Models, Evidence = other.Evidence }) == other;
    }
}
