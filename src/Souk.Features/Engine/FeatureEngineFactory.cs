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
        DefinitionPlan? plan = _plan;
        if (plan is null || plan.Definition != context.Definition)
        {
            plan = new DefinitionPlan(context.Definition, _columns);
            _plan = plan;
        }

        return new FeatureEngine(context, plan);
    }
}
