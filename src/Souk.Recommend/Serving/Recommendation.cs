using Souk.Core.Definition;

namespace Souk.Recommend.Serving;

/// <summary>One recommended object.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Value">What it was ordered by: expected value with a trained ranker, else the recall score.</param>
/// <param name="Probability">The calibrated chance of the goal; null without a trained ranker.</param>
/// <param name="Rank">Its place before reranking, from 1; 0 for a pin or a fill from the fallback.</param>
/// <param name="Propensity">The chance with which it stands where it stands.</param>
/// <param name="Sources">The sources that gave it.</param>
/// <param name="Reasons">Why it is there, for people; the strongest first.</param>
public sealed record Recommendation(
    string Id,
    double Value,
    double? Probability,
    int Rank,
    double Propensity,
    IReadOnlyList<SourceShare> Sources,
    IReadOnlyList<string> Reasons)
{
    /// <summary>The tags of the surface that it has for the subject, in the order of the definition.</summary>
    public IReadOnlyList<SurfaceTag> Tags { get; init; } = [];

    /// <summary>The chance that the ranker gave before it was corrected live; null without a trained ranker.</summary>
    public double? ModelChance { get; init; }
}
