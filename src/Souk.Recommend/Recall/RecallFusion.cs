using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>Fuses the sources' orders into one: weighted reciprocal ranks (Cormack, Clarke and Buettcher, SIGIR
/// 2009).</summary>
internal static class RecallFusion
{
    // The paper's constant is 60 for long lists of equal systems; here the first places of a source say much more.
    private const double Flatness = 10;

    /// <summary>Gives every candidate its fused score and sorts by it.</summary>
    internal static void Fuse(List<Candidate> candidates)
    {
        foreach (Candidate candidate in candidates)
        {
            double sum = 0;
            for (int source = 0; source < candidate.Ranks.Length; source++)
            {
                sum += Part(candidate, (RecallSource)source);
            }

            candidate.Recall = sum;
        }

        candidates.Sort(static (a, b) =>
            a.Recall == b.Recall ? a.Object.CompareTo(b.Object) : b.Recall.CompareTo(a.Recall));
    }

    /// <summary>The candidates of the other sources as they would be ordered if one had not been asked.</summary>
    internal static List<Candidate> Without(IEnumerable<Candidate> candidates, RecallSource source)
    {
        List<(double Score, Candidate Candidate)> left = [];
        foreach (Candidate candidate in candidates)
        {
            double score = 0;
            for (int other = 0; other < candidate.Ranks.Length; other++)
            {
                score += other == (int)source ? 0 : Part(candidate, (RecallSource)other);
            }

            if (score > 0)
            {
                left.Add((score, candidate));
            }
        }

        left.Sort(static (a, b) => a.Score == b.Score
            ? a.Candidate.Object.CompareTo(b.Candidate.Object) : b.Score.CompareTo(a.Score));
        return left.ConvertAll(l => l.Candidate);
    }

    /// <summary>The fused score of the sources that follow from the log alone: without trained models, which a replay
    /// does not have, and without exploration, which is drawn.</summary>
    internal static double OfLog(Candidate candidate)
    {
        double sum = 0;
        for (int source = 0; source < candidate.Ranks.Length; source++)
        {
            sum += IsOfLog((RecallSource)source) ? Part(candidate, (RecallSource)source) : 0;
        }

        return sum;
    }

    /// <summary>Whether what a source gives follows from the log alone.</summary>
    internal static bool IsOfLog(RecallSource source) =>
        source is not (RecallSource.Factors or RecallSource.Embeddings or RecallSource.Towers
            or RecallSource.NewObjects);

    private static double Part(Candidate candidate, RecallSource source)
    {
        int rank = candidate.Ranks[(int)source];
        return rank == 0 ? 0 : WeightOf(source) / (Flatness + rank);
    }

    // What is personal goes before what is sought after by all; what is new is left to exploration.
    private static double WeightOf(RecallSource source) => source switch
    {
        RecallSource.Trending => 0.5,
        RecallSource.NewObjects => 0.1,
        RecallSource.Followed => 0.5,
        _ => 1,
    };
}
