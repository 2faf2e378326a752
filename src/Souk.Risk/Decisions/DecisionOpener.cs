using Souk.Core.Definition;
using Souk.Log;
using Souk.Risk.Models;
using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>Makes decisions of what the arena keeps of them, with the names of the policy that they were made
/// by.</summary>
internal sealed class DecisionOpener(
    MarketplaceDefinition definition,
    ModelStore models,
    IReadOnlyDictionary<string, RiskModel> givenModels)
{
    /// <summary>Opens a decision.</summary>
    /// <param name="stored">What is kept of it.</param>
    /// <param name="policy">The policy's names; null if it can no longer be read.</param>
    internal Decision Open(in StoredDecision stored, RiskPolicy? policy)
    {
        DecisionBlock block = stored.Block;
        EventType type = definition.EventTypes[block.Type];
        CheckpointPolicy? checkpoint = policy?.FindCheckpoint(type.Name);
        return new Decision
        {
            Position = new LogPosition(block.Position),
            Time = new LogTime(block.Time),
            Checkpoint = type.Name,
            Outcome = (RiskOutcome)block.Outcome,
            ShadowOutcome = (RiskOutcome)block.ShadowOutcome,
            Score = block.Score,
            Amount = block.Amount,
            Rules = RulesOf(stored, checkpoint?.Rules ?? []),
            Models = ScoresOf(stored, checkpoint?.Models ?? []),
            Evidence = EvidenceOf(stored, checkpoint?.Models ?? []),
            Faults = block.Faults,
            PolicyVersion = (int)block.Policy,
        };
    }

    private static List<FiredRule> RulesOf(in StoredDecision stored, IReadOnlyList<RiskRule> rules)
    {
        List<FiredRule> fired = [];
        foreach (ushort index in stored.Rules)
        {
            RuleStatus status = fired.Count < stored.Block.LiveCount ? RuleStatus.Live : RuleStatus.Shadow;
            fired.Add(index < rules.Count
                ? new FiredRule(rules[index].Id, rules[index].Reason, rules[index].Weight, rules[index].Outcome, status)
                : new FiredRule($"#{index}", $"#{index}", double.NaN, null, status));
        }

        return fired;
    }

    private static List<ModelScore> ScoresOf(in StoredDecision stored, IReadOnlyList<ModelUse> uses)
    {
        List<ModelScore> scores = [];
        foreach (ModelScoreBlock score in stored.Models)
        {
            ModelUse? use = scores.Count < uses.Count ? uses[scores.Count] : null;
            bool failed = double.IsNaN(score.Probability) && use?.Status != RuleStatus.Off;
            scores.Add(new ModelScore(
                use?.Name ?? $"#{scores.Count}",
                score.Version,
                score.Probability,
                (RiskOutcome)score.Outcome,
                failed ? use?.Fallback ?? RiskOutcome.Review : null,
                use?.Reason ?? $"#{scores.Count}",
                use?.Status ?? RuleStatus.Live,
                score.ChallengerVersion,
                score.ChallengerProbability));
        }

        return scores;
    }

    private List<ModelEvidence?> EvidenceOf(in StoredDecision stored, IReadOnlyList<ModelUse> uses)
    {
        List<ModelEvidence?> evidence = [];
        foreach (ModelScoreBlock score in stored.Models)
        {
            ModelUse? use = evidence.Count < uses.Count ? uses[evidence.Count] : null;
            RiskModel? model = use is null ? null
                : givenModels.GetValueOrDefault(use.Name) ?? models.Find(use.Name, score.Version)?.Model;
            float[]? row = stored.Rows[evidence.Count];
            evidence.Add(model is not null && row is not null ? new ModelEvidence(model, row) : null);
        }

        return evidence;
    }
}
