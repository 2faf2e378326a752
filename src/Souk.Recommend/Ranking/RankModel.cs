using Souk.Core.Definition;
using Souk.Learning.Calibration;
using Souk.Learning.Trees;

namespace Souk.Recommend.Ranking;

/// <summary>A trained ranker: the calibrated chance that an object shown to a subject leads to the goal. Safe for use
/// from several threads.</summary>
internal abstract class RankModel
{
    /// <summary>The names of the features, in the order of a row.</summary>
    internal required IReadOnlyList<string> Names { get; init; }

    internal abstract RankerKind Kind { get; }

    /// <summary>The chance of the goal.</summary>
    internal abstract double Probability(ReadOnlySpan<float> row);

    /// <summary>The features that moved the score of a row most, with their shares in the score's own unit.</summary>
    internal abstract IReadOnlyList<(string Name, double Share)> Strongest(ReadOnlySpan<float> row, int count);

    internal abstract void Save(Stream stream);
}
