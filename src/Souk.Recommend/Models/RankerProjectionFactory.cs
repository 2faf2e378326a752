using Souk.Core.Engine;

namespace Souk.Recommend.Models;

/// <summary>Makes the projection of trained rankers.</summary>
public sealed class RankerProjectionFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => RankerProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context) => new RankerProjection();
}
