using Souk.Core.Engine;

namespace Souk.Experiments;

/// <summary>Makes the projection of experiments; it runs after the features, which give covariates.</summary>
public sealed class ExperimentProjectionFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => ExperimentProjection.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ExperimentProjection(context);
    }
}
