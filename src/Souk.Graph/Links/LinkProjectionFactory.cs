using Souk.Core.Engine;

namespace Souk.Graph.Links;

/// <summary>Makes link projections.</summary>
public sealed class LinkProjectionFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => LinkProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new LinkProjection(context);
    }
}
