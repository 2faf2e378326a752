namespace Souk.Core.Definition;

/// <summary>
/// What a variant of an experiment changes of a surface: its sources, filters, boosts, ranker, reranking or fallback,
/// or another surface that answers in its stead. Written as in the definition, in YAML or JSON, and checked as there.
/// Immutable.
/// </summary>
public sealed class SurfaceChange
{
    private readonly YamlMapping _node;
    private readonly MarketplaceDefinition _definition;

    private SurfaceChange(YamlMapping node, MarketplaceDefinition definition)
    {
        _node = node;
        _definition = definition;
    }

    /// <summary>Reads a change.</summary>
    /// <param name="text">A mapping, such as <c>{ "ranker": "recall" }</c>.</param>
    /// <param name="surface">The declared surface that is changed.</param>
    /// <param name="definition">The definition that declares it.</param>
    /// <param name="errors">All that is wrong, each with its place in the text; empty if nothing is.</param>
    /// <returns>The change, or null if there are errors.</returns>
    public static SurfaceChange? Read(
        string text, SurfaceDefinition surface, MarketplaceDefinition definition,
        out IReadOnlyList<DefinitionError> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(definition);
        ErrorList found = new(surface.Name);
        SurfaceChange? change = null;
        if (YamlReader.Read(text, found) is YamlMapping node)
        {
            new ShapeChecker(found).Check(node, SurfaceKeys.Change);
            if (found.Count == 0)
            {
                change = new SurfaceChange(node, definition);
                new SurfaceChangeBinder(found, definition).Bind(node, surface);
            }
        }

        errors = found.Sorted();
        return errors.Count == 0 ? change : null;
    }

    /// <summary>The surface with the change: what the change does not say stays as it is.</summary>
    /// <param name="surface">The surface that was read for, declared or changed before.</param>
    public SurfaceDefinition ApplyTo(SurfaceDefinition surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        return new SurfaceChangeBinder(new ErrorList(surface.Name), _definition).Bind(_node, surface);
    }
}
