using System.Text.Json;
using Souk.Core.Definition;

namespace Souk.Recommend.Ranking;

/// <summary>The features that every ranker reads beside those of the definition.</summary>
internal static class FeatureNames
{
    /// <summary>What the interactions say of a subject and an object.</summary>
    internal static readonly IReadOnlyList<string> Pair =
    [
        "pair.together", "pair.bought", "pair.session", .. SurfaceFigures.Pair,
    ];

    /// <summary>What they say of the object.</summary>
    internal static IReadOnlyList<string> Object => SurfaceFigures.Object;

    /// <summary>What they say of the subject.</summary>
    internal static IReadOnlyList<string> Subject => SurfaceFigures.Subject;

    /// <summary>The fused recall score, of the sources that follow from the log alone.</summary>
    internal const string Recall = "recall.score";

    /// <summary>The score of a source of recall that follows from the log alone.</summary>
    internal static string Of(RecallSource source) =>
        $"recall.{JsonNamingPolicy.SnakeCaseLower.ConvertName(source.ToString())}";

    /// <summary>The place that the object was shown at, from 1: rankers learn what the place does to the chance, so
    /// that they do not take it for a merit of the object, and are asked as if all were shown at the first place (as a
    /// feature in training only, see Guo et al., "PAL", RecSys 2019).</summary>
    internal const string Place = "shown.place";

    /// <summary>The attributes of the object that are numbers.</summary>
    internal static IEnumerable<AttributeDefinition> NumbersOf(EntityKind kind) =>
        kind.Attributes.Where(a => a.Type.IsNumeric);
}
