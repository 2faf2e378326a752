using Souk.Recommend.Ranking;

namespace Souk.Recommend.Models;

/// <summary>The trained models of one surface; immutable, swapped as a whole.</summary>
/// <param name="Version">The version of the ranker; 0 for none.</param>
/// <param name="Ranker">The ranker, or null.</param>
/// <param name="Factors">The factor model, or null.</param>
internal sealed record SurfaceModels(int Version, RankModel? Ranker, FactorIndex? Factors)
{
    internal static SurfaceModels None { get; } = new(0, null, null);

    /// <summary>Takes what the ranker put first; null without a ranker.</summary>
    internal ServedRows? Served { get; init; }
}
