using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Recommend.Interactions;
using Souk.Recommend.Online;
using Souk.Recommend.Ranking;
using Souk.Recommend.Surfaces;

namespace Souk.Recommend.Serving;

/// <summary>What one thread needs to read the live state for requests; bound to one fold.</summary>
internal sealed class Workspace
{
    private readonly Dictionary<SurfaceDefinition, CandidateFeatures> _features = [];
    private readonly Dictionary<SurfaceTags, TagReader> _tags = [];

    internal Workspace(Fold fold)
    {
        Fold = fold;
        Interactions = fold.Projection<InteractionProjection>();
        Online = fold.Projections.OfType<OnlineProjection>().FirstOrDefault();
        View = new EventView(fold.Entities, fold.Profiles, fold.Definition);
    }

    internal Fold Fold { get; }

    internal InteractionProjection Interactions { get; }

    /// <summary>What corrects rankers live, or null where nothing does.</summary>
    internal OnlineProjection? Online { get; }

    internal EventView View { get; }

    /// <summary>The reader of a surface's ranking features.</summary>
    internal CandidateFeatures FeaturesOf(SurfaceDefinition surface)
    {
        if (!_features.TryGetValue(surface, out CandidateFeatures? features))
        {
            features = new CandidateFeatures(surface, Fold.Projection<FeatureEngine>());
            _features.Add(surface, features);
        }

        return features;
    }

    /// <summary>The reader of a surface's tags.</summary>
    internal TagReader TagsOf(SurfaceTags tags)
    {
        if (!_tags.TryGetValue(tags, out TagReader? reader))
        {
            reader = new TagReader(tags, Fold);
            _tags.Add(tags, reader);
        }

        return reader;
    }
}
