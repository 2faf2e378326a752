using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Recommend.Serving;

/// <summary>The answer to a <see cref="RecommendRequest"/>.</summary>
public sealed record RecommendAnswer
{
    /// <summary>The surface that was asked for, as the definition declares it.</summary>
    public required SurfaceDefinition Surface { get; init; }

    /// <summary>The surface that answered: another one where an experiment lets it stand in.</summary>
    public required SurfaceDefinition ServedBy { get; init; }

    /// <summary>The log position that it was made at: every event up to it counts.</summary>
    public required LogPosition Position { get; init; }

    /// <summary>The objects, the best first.</summary>
    public required IReadOnlyList<Recommendation> Items { get; init; }

    /// <summary>The version of the ranker; 0 while none is trained.</summary>
    public required int ModelVersion { get; init; }

    /// <summary>The sources that were skipped because the time was up.</summary>
    public required IReadOnlyList<RecallSource> Skipped { get; init; }

    /// <summary>Whether lack of time made it poorer: sources were skipped, or the ranker was left out.</summary>
    public required bool IsDegraded { get; init; }

    /// <summary>How many objects the fallback filled in.</summary>
    public required int FromFallback { get; init; }

    /// <summary>Whether the subject was known.</summary>
    public required bool IsSubjectKnown { get; init; }

    /// <summary>The fates of the objects that <see cref="RecommendRequest.WhyNot"/> asked about.</summary>
    public required IReadOnlyDictionary<string, string> Fates { get; init; }
}
