using Souk.Core.Definition;
using Souk.Recommend.Rerank;

namespace Souk.Recommend.Surfaces;

/// <summary>What is made once of a surface to answer its requests. Safe for use from several threads.</summary>
internal sealed class SurfaceRuntime(MarketplaceDefinition definition, SurfaceDefinition surface)
{
    internal SurfaceDefinition Surface => surface;

    internal SurfaceConditions Conditions { get; } = new(surface);

    internal SurfaceTags Tags { get; } = new(definition, surface);

    internal Reranker Reranker { get; } = new(surface);
}
