using Souk.Core.Engine;

namespace Souk.Graph.Rings;

/// <summary>Makes ring projections.</summary>
public sealed class RingProjectionFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => RingProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new RingProjection(context.Entities);
    }
}
