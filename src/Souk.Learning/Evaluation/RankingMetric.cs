namespace Souk.Learning.Evaluation;

/// <summary>A measure of one user's list of the best N items against the items held out for that user. All lie in
/// [0, 1]; higher is better.</summary>
public enum RankingMetric
{
    /// <summary>Found held-out items over all held-out items of the user.</summary>
    Recall,

    /// <summary>Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002) with gain 1 a hit; the ideal list
    /// holds min(N, held-out items) hits.</summary>
    Ndcg,

    /// <summary>Average precision: the precision at each hit, summed, over min(N, held-out items). Its mean is
    /// MAP.</summary>
    AveragePrecision,

    /// <summary>One over the place of the first hit, or 0. Its mean is MRR.</summary>
    ReciprocalRank,

    /// <summary>1 if anything was found, else 0.</summary>
    HitRate,

    /// <summary>Hits over N.</summary>
    Precision,

    /// <summary>The harmonic mean of the user's precision and recall, 0 without a hit.</summary>
    F1,
}
