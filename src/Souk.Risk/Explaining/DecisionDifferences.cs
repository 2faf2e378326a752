using System.Globalization;
using Souk.Risk.Decisions;
using Souk.Risk.Models;

namespace Souk.Risk.Explaining;

/// <summary>Says in words how two decisions on one event differ.</summary>
internal static class DecisionDifferences
{
    internal static IReadOnlyList<string> Of(Decision kept, Decision derived)
    {
        if (kept.IsSameAs(derived))
        {
            return [];
        }

        List<string> differences = [];
        Add("time", kept.Time, derived.Time);
        Add("outcome", kept.Outcome, derived.Outcome);
        Add("outcome with what runs in shadow", kept.ShadowOutcome, derived.ShadowOutcome);
        Add("score", Shown(kept.Score), Shown(derived.Score));
        Add("amount", Shown(kept.Amount), Shown(derived.Amount));
        Add("faults", kept.Faults, derived.Faults);
        Add("policy version", kept.PolicyVersion, derived.PolicyVersion);
        Add("rules", Joined(kept), Joined(derived));
        for (int i = 0; i < Math.Max(kept.Models.Count, derived.Models.Count); i++)
        {
            Add($"model {i + 1}", ModelOf(kept, i), ModelOf(derived, i));
        }

        return differences;

        void Add<T>(string what, T was, T now)
        {
            if (!Equals(was, now))
            {
                differences.Add($"{what}: was {was}, is {now} when derived again");
            }
        }
    }

    private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Joined(Decision decision) =>
        decision.Rules.Count == 0 ? "none" : string.Join(", ", decision.Rules.Select(r => $"{r.Id} ({r.Status})"));

    private static string ModelOf(Decision decision, int index) =>
        index < decision.Models.Count && decision.Models[index] is ModelScore score
            ? $"{score.Name} version {score.Version} with {Shown(score.Probability)}, challenger "
                + $"{score.ChallengerVersion} with {Shown(score.ChallengerProbability)}"
            : "none";
}
