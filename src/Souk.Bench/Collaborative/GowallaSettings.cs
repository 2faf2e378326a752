using Souk.Learning.Collaborative;

namespace Souk.Bench.Collaborative;

/// <summary>Settings for Gowalla, chosen by recall@20 and NDCG@20 on validation data.</summary>
internal static class GowallaSettings
{
    public const string Chosen = "chosen on 20 % of each user's training interactions held out at random";

    public const float EaseWeight = 1f;

    public static GraphFilterOptions GraphFilter { get; } = new() { LowPassRank = 256 };

    public static ItemNeighboursOptions RandomWalk { get; } = new()
    {
        Similarity = NeighbourSimilarity.RandomWalk,
        Neighbours = 1_000,
        UserExponent = 0.7,
        SourceExponent = 0.6,
        TargetExponent = 0.3,
    };

    public static ItemNeighboursOptions Cosine { get; } = new() { Neighbours = 1_000, Shrinkage = 50 };

    public static EaseOptions Ease { get; } = new();
}
