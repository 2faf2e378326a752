using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>Makes what is thought of new objects that of one subject, so that the places kept for them show what suits
/// it.</summary>
internal static class Exploration
{
    // Beyond these a ranker is surer than anybody can be.
    private const double LeastChance = 1e-6;

    /// <summary>Takes in what the ranker says, or, without one, how alike the objects are to what the subject
    /// likes.</summary>
    /// <param name="candidates">The candidates; their chances are known.</param>
    internal static void Personalize(List<Candidate> candidates)
    {
        double sum = 0;
        int alike = 0;
        foreach (Candidate candidate in candidates)
        {
            if (candidate.IsNew && candidate.Row >= 0)
            {
                candidate.Belief = TrendRecall.Around(
                    Math.Clamp(candidate.Probability, LeastChance, 1 - LeastChance));
            }

            float likeness = candidate.Scores[(int)RecallSource.Content];
            sum += likeness;
            alike += likeness > 0 ? 1 : 0;
        }

        foreach (Candidate candidate in candidates)
        {
            if (candidate.IsNew && candidate.Row < 0 && alike > 0)
            {
                // Pulled halfway to that of the others: words in common are a hint.
                double mean = sum / alike;
                candidate.Affinity = (candidate.Scores[(int)RecallSource.Content] + mean) / (2 * mean);
            }
        }
    }
}
