using Souk.Core.Engine;

namespace Souk.Recommend.Interactions;

/// <summary>What a replay beside the live state must run to suspect what serving suspects.</summary>
internal static class SuspectingProjections
{
    /// <summary>The projections of an engine that run before its interactions, if one of them suspects anything; else
    /// none: features that nobody reads would only cost time, but who suspects may read anything.</summary>
    internal static IReadOnlyList<IProjectionFactory> Of(SoukEngine engine)
    {
        using FoldScope scope = engine.Read();
        return scope.Fold.Projections.OfType<ISuspicion>().Any()
            ? [.. engine.Projections.TakeWhile(p => p.Name != InteractionProjection.ProjectionName)]
            : [];
    }
}
