using Souk.Learning.Collaborative;

namespace Souk.Bench.Collaborative;

/// <summary>Settings for Gowalla: the neighbours' chosen by recall@20 and NDCG@20 on validation data, the others' the
/// defaults.</summary>
internal static class GowallaSettings
{
    public const string Chosen = "chosen on 20 % of each user's training interactions held out at random";

    public const string ChosenOnRuns =
        "penalty and weight chosen on runs of a fifth of each user's training items, held out together";

    public const string Published = "the penalty of the published figure";

    public const string NotChosen = "defaults, equal weights; nothing chosen on this set";

    public const float EaseWeight = 0.5f;

    public static GraphFilterOptions GraphFilter { get; } = new();

    public static ItemNeighboursOptions RandomWalk { get; } = new()
    {
        Similarity = NeighbourSimilarity.RandomWalk,
        Neighbours = 1_000,
        UserExponent = 0.7,
        SourceExponent = 0.6,
        TargetExponent = 0.3,
    };

    public static ItemNeighboursOptions Cosine { get; } = new() { Neighbours = 1_000, Shrinkage = 50 };

    public static EaseOptions Ease { get; } = new() { Regularization = 80, Tolerance = 1e-4 };
}
