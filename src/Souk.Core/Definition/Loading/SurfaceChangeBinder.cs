namespace Souk.Core.Definition;

/// <summary>Binds what a variant of an experiment changes of a surface.</summary>
internal sealed class SurfaceChangeBinder(ErrorList errors, MarketplaceDefinition definition)
{
    private readonly SurfaceBinder _surfaces = new(
        errors, definition.EntityKinds.ToDictionary(k => k.Name), definition.EventTypes.ToDictionary(t => t.Name),
        definition.Features);

    /// <summary>The changed surface.</summary>
    /// <param name="node">The change, of the shape <see cref="SurfaceKeys.Change"/>.</param>
    /// <param name="before">The surface as it is without the change.</param>
    internal SurfaceDefinition Bind(YamlMapping node, SurfaceDefinition before)
    {
        SurfaceDefinition basis = Served(node.Scalar(SurfaceKeys.Serve), before);
        CheckRanker(node, basis);
        CheckOnline(node, basis);
        return basis with
        {
            Origin = basis.Declared,
            Filters = node.Find(SurfaceKeys.Filters) is null
                ? basis.Filters : _surfaces.BindFilters(node.Scalars(SurfaceKeys.Filters), basis.Request),
            Boosts = node.Find(SurfaceKeys.Boosts) is null
                ? basis.Boosts : _surfaces.BindBoosts(node.Mapping(SurfaceKeys.Boosts), basis.Request),
            Sources = node.Find(SurfaceKeys.Sources) is null ? basis.Sources : SurfaceBinder.BindSources(node),
            Ranker = node.Find(SurfaceKeys.Ranker) is null ? basis.Ranker : SurfaceBinder.BindRanker(node),
            Version = int.TryParse(node.Text(SurfaceKeys.Version), out int version) ? version : basis.Version,
            Online = node.Text(SurfaceKeys.Online) is string online ? online == "true" : basis.Online,
            Rerank = _surfaces.BindRerank(node.Mapping(SurfaceKeys.Rerank), basis.Of, basis.Rerank),
            Fallback = node.Scalar(SurfaceKeys.Fallback) is YamlScalar fallback
                ? _surfaces.FindFallback(basis, fallback, definition.Surfaces) : basis.Fallback,
        };
    }

    private SurfaceDefinition Served(YamlScalar? name, SurfaceDefinition before)
    {
        if (name is null)
        {
            return before;
        }

        SurfaceDefinition? found = definition.FindSurface(name.Value);
        if (found is null)
        {
            IEnumerable<string> fitting = definition.Surfaces
                .Where(s => s.For == before.For && s.Of == before.Of).Select(s => s.Name);
            errors.Add(name, $"no surface '{name.Value}'{Suggestion.For(name.Value, fitting, "surfaces that fit")}");
        }
        else if (found.For != before.For || found.Of != before.Of)
        {
            errors.Add(
                name, $"'{found.Name}' recommends {found.Of.Name} for {found.For.Name}; what stands in for "
                + $"'{before.Name}' must recommend {before.Of.Name} for {before.For.Name}");
            found = null;
        }

        return found ?? before;
    }

    // The versions that are trained are the declared surface's; a variant can leave them aside, not have its own.
    private void CheckRanker(YamlMapping node, SurfaceDefinition basis)
    {
        if (node.Scalar(SurfaceKeys.Version) is YamlScalar version
            && (node.Find(SurfaceKeys.Ranker) is not null || basis.Ranker == RankerKind.Recall))
        {
            errors.Add(version, "a 'version' needs a surface with a trained ranker and no 'ranker' beside it");
        }

        if (node.Scalar(SurfaceKeys.Ranker) is YamlScalar ranker && SurfaceBinder.BindRanker(node) is RankerKind kind
            && kind != RankerKind.Recall && kind != basis.Declared.Ranker)
        {
            errors.Add(
                ranker, $"'{ranker.Value}' cannot be a variant of '{basis.Name}', for which "
                + $"'{WordForm.Of(basis.Declared.Ranker)}' is trained; write 'recall', or a 'version'");
        }
    }

    private void CheckOnline(YamlMapping node, SurfaceDefinition basis)
    {
        if (node.Scalar(SurfaceKeys.Online) is YamlScalar { Value: "true" } online && !basis.Declared.Online)
        {
            errors.Add(
                online,
                $"'{basis.Name}' does not learn online; declare 'online: true' there and write 'online: false' for the "
                + "variants without it");
        }
    }
}
