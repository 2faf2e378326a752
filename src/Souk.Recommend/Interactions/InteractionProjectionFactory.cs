using Souk.Core.Engine;

namespace Souk.Recommend.Interactions;

/// <summary>Makes the projection of interactions.</summary>
public sealed class InteractionProjectionFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => InteractionProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new InteractionProjection(context);
    }
}
