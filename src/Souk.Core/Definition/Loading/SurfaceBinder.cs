using System.Globalization;

namespace Souk.Core.Definition;

/// <summary>Makes the surfaces.</summary>
internal sealed class SurfaceBinder(
    ErrorList errors, IReadOnlyDictionary<string, EntityKind> kinds, IReadOnlyDictionary<string, EventType> types,
    IReadOnlyList<FeatureDefinition> features)
{
    private readonly FeatureColumn[] _columns = [.. features.SelectMany(f => f.Columns)];
    private readonly ExpressionChecker _expressions = new(errors);
    private readonly SignalBinder _signals = new(errors, types);

    /// <summary>Binds the section. Surfaces that are wrong are left out.</summary>
    internal IReadOnlyList<SurfaceDefinition> Bind(YamlMapping? section)
    {
        List<SurfaceDefinition> surfaces = [];
        List<(SurfaceDefinition Surface, YamlScalar Name)> fallbacks = [];
        foreach ((YamlScalar name, YamlNode value) in section?.Entries ?? [])
        {
            if (value is YamlMapping node && BindSurface(name, node, surfaces.Count) is SurfaceDefinition surface)
            {
                surfaces.Add(surface);
                if (node.Scalar(SurfaceKeys.Fallback) is YamlScalar fallback)
                {
                    fallbacks.Add((surface, fallback));
                }
            }
        }

        fallbacks.ForEach(f => BindFallback(f.Surface, f.Name, surfaces));
        return surfaces;
    }

    private SurfaceDefinition? BindSurface(YamlScalar name, YamlMapping node, int index)
    {
        EntityKind? subject = Kind(node.Scalar(SurfaceKeys.For));
        EntityKind? of = Kind(node.Scalar(SurfaceKeys.Of));
        EntityKind? through = Kind(node.Scalar(SurfaceKeys.Through));
        if (subject is null || of is null)
        {
            return null;
        }

        if (subject == of && node.Find(SurfaceKeys.Through) is null)
        {
            errors.Add(
                name, $"the surface '{name.Value}' is for and of '{of.Name}'; say with 'through' whose histories "
                + "link them, such as shopper");
            return null;
        }

        EntityKind actor = through ?? subject;
        List<SignalDefinition> signals = _signals.Bind(node, actor, of);
        SignalDefinition? goal = BindSignal(node.Scalar(SurfaceKeys.Goal), signals, SurfaceKeys.Goal.Name);
        SignalDefinition? exposure = BindSignal(node.Scalar(SurfaceKeys.Exposure), signals, SurfaceKeys.Exposure.Name);
        EventType request = RequestOf(subject, of);
        List<AttributeDefinition> groups = Attributes(node.Scalars(SurfaceKeys.Groups), of);
        SurfaceDefinition surface = new()
        {
            Name = name.Value,
            Index = index,
            Description = node.Text(SurfaceKeys.Description),
            For = subject,
            Of = of,
            Actor = actor,
            Signals = signals,
            Goal = goal,
            Exposure = exposure,
            Value = BindValue(node.Scalar(SurfaceKeys.Value), goal),
            HalfLife = SpanReader.Read(node, SurfaceKeys.HalfLife) ?? SurfaceDefinition.DefaultHalfLife,
            Filters = BindFilters(node.Scalars(SurfaceKeys.Filters), request),
            Boosts = BindBoosts(node.Mapping(SurfaceKeys.Boosts), request),
            Tags = BindTags(node.Mapping(SurfaceKeys.Tags), request, groups),
            Sources = BindSources(node),
            Ranker = BindRanker(node),
            Online = BindOnline(node, actor == subject, signals),
            Groups = groups,
            Preferences = BindPreferences(node.Mapping(SurfaceKeys.Preferences), subject, of),
            Rerank = BindRerank(node.Mapping(SurfaceKeys.Rerank), of, RerankDefinition.Default),
            Request = request,
        };
        return signals.Count == 0 ? null : surface;
    }

    internal static IReadOnlyList<RecallSource> BindSources(YamlMapping node) =>
    [
        .. node.Scalars(SurfaceKeys.Sources).Select(s => s.Value).Where(IsOne<RecallSource>)
            .Select(WordForm.Parse<RecallSource>).Distinct(),
    ];

    internal static RankerKind BindRanker(YamlMapping node) =>
        node.Text(SurfaceKeys.Ranker) is string ranker && IsOne<RankerKind>(ranker)
            ? WordForm.Parse<RankerKind>(ranker) : RankerKind.Auto;

    private static bool IsOne<T>(string text)
        where T : struct, Enum => WordForm.All<T>().Contains(text);

    private EntityKind? Kind(YamlScalar? name)
    {
        if (name is null || kinds.TryGetValue(name.Value, out EntityKind? kind))
        {
            return name is null ? null : kinds[name.Value];
        }

        errors.Add(name, $"no entity kind '{name.Value}'{Suggestion.For(name.Value, kinds.Keys, "entity kinds")}");
        return null;
    }

    private static EventType RequestOf(EntityKind subject, EntityKind of)
    {
        List<FieldDefinition> fields = [Field(of, 0)];
        if (subject != of)
        {
            fields.Add(Field(subject, 1));
        }

        return new EventType { Name = "request", Index = 0, Fields = fields };
    }

    private static FieldDefinition Field(EntityKind kind, int index) => new()
    {
        Name = kind.Name,
        Index = index,
        Type = ValueType.ReferenceTo(kind),
        Required = true,
    };

    private SignalDefinition? BindSignal(YamlScalar? name, List<SignalDefinition> signals, string key)
    {
        SignalDefinition? found = name is null ? null : signals.Find(s => s.EventType.Name == name.Value);
        if (name is not null && found is null && types.ContainsKey(name.Value))
        {
            errors.Add(name, $"the {key} '{name.Value}' is none of the signals; give it a weight there");
        }
        else if (name is not null && found is null)
        {
            errors.Add(name, $"no event type '{name.Value}'{Suggestion.For(name.Value, types.Keys, "event types")}");
        }
        else if (found is { Weight: < 0 } || (found is { Weight: 0 } && key == SurfaceKeys.Goal.Name))
        {
            errors.Add(name!, $"the {key} '{found.EventType.Name}' needs a weight above 0, not {found.Weight}");
        }

        return found;
    }

    // What is learned from must be in the log: which version gave which chance to what was shown.
    private bool BindOnline(YamlMapping node, bool acts, List<SignalDefinition> signals)
    {
        if (node.Scalar(SurfaceKeys.Online) is not YamlScalar { Value: "true" } online)
        {
            return false;
        }

        EventType? shown = signals.Find(s => s.Weight == 0)?.EventType;
        string? problem = !acts ? "'online' needs a surface whose subject acts itself"
            : BindRanker(node) == RankerKind.Recall ? "'online' corrects a trained ranker; 'ranker: recall' trains none"
            : node.Find(SurfaceKeys.Goal) is null ? "'online' needs a goal to learn towards"
            : shown is null ? "'online' needs a signal of weight 0 that says what was shown"
            : shown.FindField("surface")?.Type.Kind == ValueKind.Text
                && shown.FindField("model")?.Type.Kind == ValueKind.Whole
                && shown.FindField("chance")?.Type.Kind == ValueKind.Number ? null
            : "'online' needs the fields surface: text?, model: whole? and chance: number? on the event " +
            $"'{shown.Name}'";
        if (problem is not null)
        {
            errors.Add(online, problem);
        }

        return problem is null;
    }

    private DefinitionExpression? BindValue(YamlScalar? text, SignalDefinition? goal)
    {
        if (text is null)
        {
            return null;
        }

        if (goal is null)
        {
            errors.Add(text, "a value needs a goal: it is computed from the goal's event");
            return null;
        }

        if (_expressions.Check(text, _expressions.ScopeOf(goal.EventType)) is not CheckedExpression value)
        {
            return null;
        }

        if (!value.Expression.Type.IsNumeric)
        {
            errors.Add(text, $"expected number, whole or money, but this gives {value.Expression.Type}");
        }

        return value.Expression;
    }

    internal List<string> BindFilters(IReadOnlyList<YamlScalar> texts, EventType request) =>
        [.. texts.Where(t => IsCondition(t, _expressions.ScopeOf(request))).Select(t => t.Value)];

    internal List<SurfaceBoost> BindBoosts(YamlMapping? node, EventType request) =>
    [
        .. (node?.Entries ?? [])
        .Where(e => e.Value is YamlScalar && IsCondition(e.Key, _expressions.ScopeOf(request))).Select(
            e => new SurfaceBoost(e.Key.Value, Number(((YamlScalar)e.Value).Value))),
    ];

    private List<SurfacePreference> BindPreferences(YamlMapping? section, EntityKind subject, EntityKind of)
    {
        List<SurfacePreference> preferences = [];
        foreach ((YamlScalar name, YamlNode value) in section?.Entries ?? [])
        {
            AttributeDefinition? own = subject.FindAttribute(name.Value);
            if (own is null)
            {
                string hint = Suggestion.For(name.Value, subject.Attributes.Select(a => a.Name), "attributes");
                errors.Add(name, $"no attribute '{name.Value}' on entity kind '{subject.Name}'{hint}");
            }
            else if (value is YamlScalar target && Attribute(target, of) is AttributeDefinition preferred)
            {
                if (preferred.Type.Kind is not (ValueKind.Text or ValueKind.Entity)
                    || (own.Type.Element ?? own.Type) != preferred.Type)
                {
                    errors.Add(
                        target,
                        $"'{name.Value}' is {own.Type} and '{target.Value}' {preferred.Type}; a preference takes "
                        + "texts or entities, one or a list, to an attribute of that type");
                    continue;
                }

                preferences.Add(new SurfacePreference(own, preferred));
            }
        }

        return preferences;
    }

    private List<SurfaceTag> BindTags(
        YamlMapping? section, EventType request, IReadOnlyList<AttributeDefinition> groups)
    {
        List<SurfaceTag> tags = [];
        ExpressionScope? scope = null;
        foreach ((YamlScalar name, YamlNode value) in section?.Entries ?? [])
        {
            if (value is YamlMapping node && node.Scalar(SurfaceKeys.When) is YamlScalar when
                && node.Text(SurfaceKeys.Text) is string text)
            {
                scope ??= ExpressionScope.OfRequest(request, groups, _columns);
                if (IsCondition(when, scope))
                {
                    tags.Add(new SurfaceTag(name.Value, when.Value, text));
                }
            }
        }

        return tags;
    }

    private bool IsCondition(YamlScalar text, ExpressionScope scope)
    {
        CheckedExpression? found = _expressions.Check(text, scope);
        if (found is not null && found.Expression.Type.Kind != ValueKind.Flag)
        {
            errors.Add(text, $"expected a condition (a flag), but this gives {found.Expression.Type}");
        }

        return found?.Expression.Type.Kind == ValueKind.Flag;
    }

    /// <summary>Binds reranking; what is not said stays as it was before.</summary>
    internal RerankDefinition BindRerank(YamlMapping? node, EntityKind of, RerankDefinition before)
    {
        if (node is null)
        {
            return before;
        }

        string? shown = node.Text(SurfaceKeys.HideAfterShown);
        return before with
        {
            Diversity = node.Text(SurfaceKeys.Diversity) is string diversity ? Number(diversity) : before.Diversity,
            Caps = node.Find(SurfaceKeys.Caps) is null ? before.Caps : BindCaps(node, of),
            NewObjects = node.Text(SurfaceKeys.NewObjects) is string share ? Number(share) : before.NewObjects,
            HideBought = SpanReader.Read(node, SurfaceKeys.HideBought) ?? before.HideBought,
            HideAfterShown = int.TryParse(shown, out int times) ? times : before.HideAfterShown,
            Variants = node.Find(SurfaceKeys.Variants) is null
                ? before.Variants : Attributes(node.Scalars(SurfaceKeys.Variants), of),
        };
    }

    private Dictionary<AttributeDefinition, int> BindCaps(YamlMapping rerank, EntityKind of)
    {
        Dictionary<AttributeDefinition, int> caps = [];
        foreach ((YamlScalar name, YamlNode value) in rerank.Mapping(SurfaceKeys.Caps)?.Entries ?? [])
        {
            if (Attribute(name, of) is AttributeDefinition attribute && value is YamlScalar text
                && int.TryParse(text.Value, out int cap))
            {
                caps[attribute] = cap;
            }
        }

        return caps;
    }

    private List<AttributeDefinition> Attributes(IReadOnlyList<YamlScalar> names, EntityKind of) =>
        [.. names.Select(n => Attribute(n, of)).OfType<AttributeDefinition>().Distinct()];

    private AttributeDefinition? Attribute(YamlScalar name, EntityKind of)
    {
        AttributeDefinition? attribute = of.FindAttribute(name.Value);
        if (attribute is null)
        {
            string hint = Suggestion.For(name.Value, of.Attributes.Select(a => a.Name), "attributes");
            errors.Add(name, $"no attribute '{name.Value}' on entity kind '{of.Name}'{hint}");
        }
        else if (attribute.Type.Kind == ValueKind.List)
        {
            errors.Add(name, $"the attribute '{name.Value}' is {attribute.Type}; write one with a single value");
            return null;
        }

        return attribute;
    }

    private static double Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;

    private void BindFallback(SurfaceDefinition surface, YamlScalar name, List<SurfaceDefinition> surfaces)
    {
        if (FindFallback(surface, name, surfaces) is SurfaceDefinition fallback)
        {
            surface.Fallback = fallback;
        }
    }

    /// <summary>The surface that may fill up another one; null with an error if it may not.</summary>
    internal SurfaceDefinition? FindFallback(
        SurfaceDefinition surface, YamlScalar name, IReadOnlyList<SurfaceDefinition> surfaces)
    {
        SurfaceDefinition? fallback = surfaces.FirstOrDefault(s => s.Name == name.Value);
        string? problem = fallback is null
            ? $"no surface '{name.Value}'{Suggestion.For(name.Value, surfaces.Select(s => s.Name), "surfaces")}"
            : fallback.Name == surface.Name ? "a surface cannot fall back to itself"
            : fallback.Of != surface.Of ? $"'{fallback.Name}' recommends {fallback.Of.Name}, not {surface.Of.Name}"
            : null;
        if (problem is not null)
        {
            errors.Add(name, problem);
        }

        return problem is null ? fallback : null;
    }
}
