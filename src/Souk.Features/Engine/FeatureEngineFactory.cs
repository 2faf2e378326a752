using Souk.Core.Engine;

namespace Souk.Features.Engine;

/// <summary>Makes feature engines, for live serving, back-fill, training and reads at a past position alike.</summary>
public sealed class FeatureEngineFactory : IProjectionFactory
{
    private readonly IReadOnlyList<string>? _columns;
    private DefinitionPlan? _plan;

    /// <summary>Makes a factory.</summary>
    /// <param name="columns">The columns to keep, with all that they read; null (the default) for all of the
    /// definition.</param>
    public FeatureEngineFactory(IReadOnlyList<string>? columns = null) => _columns = columns;

    /// <inheritdoc/>
    public string Name => FeatureEngine.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_plan is null || _plan.Definition != context.Definition)
        {
            _plan = new DefinitionPlan(context.Definition, _columns);
        }

        return new FeatureEngine(context, _plan);
    }
}
