namespace Souk.Core.Definition;

/// <summary>Makes the features: aggregates over events here, what reads other features in
/// <see cref="DependentFeatureBinder"/>.</summary>
internal sealed class FeatureBinder(
    ErrorList errors, IReadOnlyDictionary<string, EntityKind> kinds, IReadOnlyDictionary<string, EventType> types)
{
    private readonly KeyBinder _keys = new(errors, kinds);
    private readonly ExpressionChecker _expressions = new(errors);
    private readonly Dictionary<string, FeatureDraft> _drafts = [];

    /// <summary>Binds the section. Features that are wrong are left out.</summary>
    internal IReadOnlyList<FeatureDefinition> Bind(YamlMapping? section)
    {
        foreach ((YamlScalar name, YamlNode value) in section?.Entries ?? [])
        {
            if (value is YamlMapping node && FindAggregate(name, node) is AggregateKey aggregate)
            {
                bool hasName = Scalars.FeatureName.Check(name.Value) is null;
                _drafts.Add(name.Value, new FeatureDraft(name, node, aggregate, _drafts.Count) { IsDone = !hasName });
            }
        }

        CheckNames(section);
        DependentFeatureBinder dependents = new(errors, _drafts);
        foreach (FeatureDraft draft in _drafts.Values.Where(d => !d.IsDone && !DependentFeatureBinder.Binds(d)))
        {
            draft.Feature = BindAggregate(draft);
            draft.IsDone = true;
        }

        foreach (FeatureDraft draft in _drafts.Values)
        {
            dependents.Bind(draft);
        }

        return NumberColumns();
    }

    private AggregateKey? FindAggregate(YamlScalar name, YamlMapping node)
    {
        List<AggregateKey> found = [.. FeatureKeys.Aggregates.Where(a => node.EntryOf(a.Key) is not null)];
        // What an unknown key was meant to be is said where it stands.
        bool isMisspelt = node.Entries.Any(e => FeatureKeys.Feature.Keys.All(k => k.Name != e.Key.Value));
        if (found.Count == 0 && isMisspelt)
        {
            return null;
        }

        if (found.Count == 0)
        {
            string all = string.Join(", ", FeatureKeys.Aggregates.Select(a => a.Key.Name));
            errors.Add(name, $"the feature '{name.Value}' does not say what it computes; write one of {all}");
            return null;
        }

        if (found.Count > 1)
        {
            string keys = string.Join(" and ", found.Select(a => $"'{a.Key.Name}'"));
            errors.Add(
                node.EntryOf(found[1].Key)!.Value.Key,
                $"a feature computes one thing, not {keys}; make two features");
            return null;
        }

        CheckCompanions(node, found[0]);
        return found[0];
    }

    private void CheckCompanions(YamlMapping node, AggregateKey aggregate)
    {
        foreach ((YamlScalar key, YamlNode _) in node.Entries)
        {
            bool isKnown = FeatureKeys.Feature.Keys.Any(k => k.Name == key.Value);
            bool isRight = key.Value == aggregate.Key.Name || key.Value == FeatureKeys.Description.Name
                || aggregate.Companions.Any(k => k.Name == key.Value);
            bool isAggregate = FeatureKeys.Aggregates.Any(a => a.Key.Name == key.Value);
            if (isKnown && !isRight && !isAggregate)
            {
                string right = aggregate.Companions.Count == 0
                    ? "only a description does"
                    : $"what does: {string.Join(", ", aggregate.Companions.Select(k => k.Name))}";
                errors.Add(key, $"'{key.Value}' does not go with '{aggregate.Key.Name}'; {right}");
            }
        }
    }

    private void CheckNames(YamlMapping? section)
    {
        Dictionary<string, YamlScalar> single = [];
        foreach ((YamlScalar name, YamlNode _) in section?.Entries ?? [])
        {
            single.TryAdd(name.Value, name);
        }

        foreach ((YamlScalar name, YamlNode _) in section?.Entries ?? [])
        {
            int point = name.Value.IndexOf('.', StringComparison.Ordinal);
            if (point > 0 && single.TryGetValue(name.Value[..point], out YamlScalar? clash))
            {
                errors.Add(
                    clash,
                    $"the name '{clash.Value}' clashes with '{name.Value}' in line {name.Line}; give one another name");
            }
        }
    }

    private FeatureDefinition? BindAggregate(FeatureDraft draft)
    {
        YamlMapping node = draft.Node;
        IReadOnlyList<EventType>? on = BindEventTypes(draft);
        IReadOnlyList<KeyPart>? key = on is null ? null : _keys.Bind(
            draft.Name, node.Find(FeatureKeys.By) is null ? null : node.Scalars(FeatureKeys.By), on);
        IReadOnlyList<EventType> typesFound = on ?? [];
        DefinitionExpression? value = draft.Aggregate.Operand == AggregateOperand.None
            ? null
            : BindExpression(node.Scalar(draft.Aggregate.Key), typesFound, draft.Aggregate.Operand);
        DefinitionExpression? weight =
            BindExpression(node.Scalar(FeatureKeys.Weight), typesFound, AggregateOperand.Numeric);
        DefinitionExpression? condition = BindExpression(node.Scalar(FeatureKeys.Where), typesFound, null);
        CheckWindows(node);
        List<(string Text, Duration Length)> windows = SpanReader.ReadWindows(node.Scalars(FeatureKeys.Windows));
        CheckSpans(draft);
        if (key is null || (value is null && draft.Aggregate.Operand != AggregateOperand.None))
        {
            return null;
        }

        FeatureDefinition feature = new()
        {
            Name = draft.Name.Value,
            Index = draft.Index,
            Description = node.Text(FeatureKeys.Description),
            EventTypes = [.. typesFound.Select(t => t.Name)],
            Key = key,
            Aggregate = draft.Aggregate.Kind,
            Value = value,
            Weight = weight,
            Condition = condition,
            Windows = [.. windows.Select(w => w.Length)],
            HalfLife = SpanReader.Read(node, FeatureKeys.HalfLife),
            Delay = SpanReader.Read(node, FeatureKeys.Delay),
            N = draft.Aggregate.Kind == AggregateKind.LastN ? Kept(node, FeatureKeys.N) : null,
            K = draft.Aggregate.Kind == AggregateKind.TopK ? Kept(node, FeatureKeys.K) : null,
            Approximate = node.Find(FeatureKeys.Approximate) is not null,
            Line = draft.Name.Line,
            Column = draft.Name.Column,
        };
        feature.Columns = ColumnTypes.Make(feature, windows, ColumnTypes.Of(draft.Aggregate.Kind, value));
        return feature;
    }

    private List<EventType>? BindEventTypes(FeatureDraft draft)
    {
        if (draft.Node.Find(FeatureKeys.On) is null)
        {
            errors.Add(
                draft.Name,
                $"the feature '{draft.Name.Value}' needs 'on': the event types that it is computed from");
            return null;
        }

        List<EventType> found = [];
        bool isWhole = true;
        foreach (YamlScalar name in draft.Node.Scalars(FeatureKeys.On))
        {
            if (!types.TryGetValue(name.Value, out EventType? type))
            {
                errors.Add(
                    name,
                    $"no event type '{name.Value}'{Suggestion.For(name.Value, types.Keys, "event types")}");
                isWhole = false;
            }
            else if (found.Contains(type))
            {
                errors.Add(name, $"the event type '{name.Value}' is there twice");
            }
            else
            {
                found.Add(type);
            }
        }

        return isWhole && found.Count > 0 ? found : null;
    }

    // Without an operand it is a condition: a flag.
    private DefinitionExpression? BindExpression(
        YamlScalar? text, IReadOnlyList<EventType> on, AggregateOperand? operand)
    {
        DefinitionExpression? first = null;
        if (text is null)
        {
            return null;
        }

        foreach (EventType type in on)
        {
            if (_expressions.Check(text, _expressions.ScopeOf(type)) is not CheckedExpression found)
            {
                return null;
            }

            first ??= found.Expression;
            if (found.Expression.Type != first.Type)
            {
                errors.Add(
                    text, $"this is {first.Type} in event '{on[0].Name}' but {found.Expression.Type} in '{type.Name}'");
                return null;
            }
        }

        if (first is not null && Expected(first.Type, operand) is string expected)
        {
            errors.Add(text, $"expected {expected}, but this gives {first.Type}");
            return null;
        }

        return first;
    }

    private static string? Expected(ValueType type, AggregateOperand? operand)
    {
        if (type == TypeParser.Broken)
        {
            return null;
        }

        return operand switch
        {
            null => type.Kind == ValueKind.Flag ? null : "a condition (a flag)",
            AggregateOperand.Numeric => type.IsNumeric ? null : "number, whole or money",
            AggregateOperand.Ordered => type.IsOrdered ? null : "number, whole, money or time",
            _ => type.Kind == ValueKind.List ? "a single value" : null,
        };
    }

    private void CheckWindows(YamlMapping node)
    {
        HashSet<Duration> seen = [];
        foreach (YamlScalar window in node.Scalars(FeatureKeys.Windows))
        {
            foreach ((string text, Duration length) in SpanReader.ReadWindows([window]))
            {
                if (!seen.Add(length))
                {
                    errors.Add(window, $"the window {text} is there twice");
                }
            }
        }
    }

    private void CheckSpans(FeatureDraft draft)
    {
        YamlMapping node = draft.Node;
        if (node.EntryOf(FeatureKeys.Delay) is { } delay && node.Find(FeatureKeys.Windows) is null)
        {
            errors.Add(delay.Key, "'delay' shifts windows; say which with 'windows', or 'windows: ever'");
        }

        bool decays = draft.Aggregate.Companions.Contains(FeatureKeys.HalfLife);
        if (decays && node.Find(FeatureKeys.HalfLife) is null)
        {
            errors.Add(
                draft.Name,
                $"the feature '{draft.Name.Value}' needs 'half_life': {FeatureKeys.HalfLife.Description}");
        }
    }

    private static int Kept(YamlMapping node, DefinitionKey key) =>
        node.Text(key) is string text && int.TryParse(text, out int kept) ? kept : DefinitionLimits.DefaultKept;

    private List<FeatureDefinition> NumberColumns()
    {
        List<FeatureDefinition> features = [.. _drafts.Values.Select(d => d.Feature).OfType<FeatureDefinition>()];
        int next = 0;
        foreach (FeatureDefinition feature in features)
        {
            feature.Columns = [.. feature.Columns.Select(c => c with { Index = next++ })];
        }

        return features;
    }
}
