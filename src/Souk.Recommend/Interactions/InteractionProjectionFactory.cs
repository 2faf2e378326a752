using Souk.Core.Engine;

namespace Souk.Recommend.Interactions;

/// <summary>Makes the projection of interactions.</summary>
public sealed class InteractionProjectionFactory : IProjectionFactory
{
    /// <summary>Whether newcomers are kept from lifting an object alone. Default true; false is for measuring what that
    /// is worth.</summary>
    public bool GuardsBursts { get; init; } = true;

    /// <inheritdoc/>
    public string Name => InteractionProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new InteractionProjection(context, GuardsBursts);
    }
}
