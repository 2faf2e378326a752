using Souk.Core.Engine;

namespace Souk.Recommend.Online;

/// <summary>Makes the projection of online stages; it runs after that of the rankers.</summary>
public sealed class OnlineProjectionFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => OnlineProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new OnlineProjection(context);
    }
}
