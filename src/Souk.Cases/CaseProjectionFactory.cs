using Souk.Core.Engine;

namespace Souk.Cases;

/// <summary>Makes the projection of cases; it runs after whatever opens them.</summary>
public sealed class CaseProjectionFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => CaseProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new CaseProjection(context);
    }
}
