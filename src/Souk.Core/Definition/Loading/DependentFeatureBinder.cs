namespace Souk.Core.Definition;

/// <summary>Makes the features that read other features: ratios and derived ones, each after what it reads.</summary>
internal sealed class DependentFeatureBinder(ErrorList errors, IReadOnlyDictionary<string, FeatureDraft> drafts)
{
    // Each step waits for the one below; deeper chains are mistakes.
    private const int MaxDepth = 64;

    private readonly ExpressionChecker _expressions = new(errors);
    private readonly List<FeatureDraft> _path = [];

    /// <summary>Whether a feature reads other features.</summary>
    internal static bool Binds(FeatureDraft draft) =>
        draft.Aggregate.Operand is AggregateOperand.Features or AggregateOperand.Columns;

    /// <summary>Binds a feature and all that it reads, unless that was done.</summary>
    internal void Bind(FeatureDraft draft)
    {
        if (draft.IsDone)
        {
            return;
        }

        if (draft.IsOpen)
        {
            IEnumerable<string> cycle = _path.SkipWhile(d => d != draft).Append(draft).Select(d => d.Name.Value);
            errors.Add(draft.Name, $"features that read one another: {string.Join(" -> ", cycle)}");
            return;
        }

        if (_path.Count >= MaxDepth)
        {
            errors.Add(draft.Name, $"the feature '{draft.Name.Value}' stands below {MaxDepth} others that read one another");
            draft.IsDone = true;
            return;
        }

        draft.IsOpen = true;
        _path.Add(draft);
        draft.Feature = draft.Aggregate.Operand == AggregateOperand.Features ? BindRatio(draft) : BindDerived(draft);
        _path.RemoveAt(_path.Count - 1);
        draft.IsOpen = false;
        draft.IsDone = true;
    }

    private FeatureDefinition? BindRatio(FeatureDraft draft)
    {
        IReadOnlyList<YamlScalar> names = draft.Node.Scalars(draft.Aggregate.Key);
        if (names.Count != 2)
        {
            return null;
        }

        FeatureDefinition? dividend = FindOperand(names[0]);
        FeatureDefinition? divisor = FindOperand(names[1]);
        if (dividend is null || divisor is null)
        {
            return null;
        }

        if (!IsSameKey(dividend.Key, divisor.Key))
        {
            errors.Add(
                names[1],
                $"'{divisor.Name}' is kept by {Describe(divisor.Key)}, '{dividend.Name}' by {Describe(dividend.Key)}; a ratio "
                + "needs the same key");
            return null;
        }

        IReadOnlyList<YamlScalar> windows = draft.Node.Scalars(FeatureKeys.Windows);
        List<FeatureColumn> read = [];
        IReadOnlyList<Duration> lengths = draft.Node.Find(FeatureKeys.Windows) is null
            ? dividend.Windows
            : [.. windows.Select(w => SpanReader.ReadWindow(w)).OfType<Duration>()];
        foreach (Duration? length in lengths.Count == 0 ? [null] : lengths.Select(w => (Duration?)w))
        {
            AddColumn(names[0], dividend, length, read);
            AddColumn(names[1], divisor, length, read);
        }

        if (read.Count != 2 * Math.Max(1, lengths.Count))
        {
            return null;
        }

        FeatureDefinition feature = new()
        {
            Name = draft.Name.Value,
            Index = draft.Index,
            Description = draft.Node.Text(FeatureKeys.Description),
            Key = dividend.Key,
            Aggregate = AggregateKind.Ratio,
            Windows = lengths,
            RatioOf = [dividend.Name, divisor.Name],
            ReadsColumns = [.. read.Select(c => c.Name).Distinct()],
            Line = draft.Name.Line,
            Column = draft.Name.Column,
        };
        feature.Columns = RatioColumns(feature, dividend, windows);
        return feature;
    }

    private FeatureDefinition? FindOperand(YamlScalar name)
    {
        if (!drafts.TryGetValue(name.Value, out FeatureDraft? draft))
        {
            errors.Add(name, $"no feature '{name.Value}'{Suggestion.For(name.Value, drafts.Keys, "features")}");
            return null;
        }

        Bind(draft);
        FeatureDefinition? feature = draft.Feature;
        if (feature is null || feature.Columns[0].Type.IsNumeric || feature.Columns[0].Type == TypeParser.Broken)
        {
            return feature;
        }

        errors.Add(name, $"the feature '{feature.Name}' is {feature.Columns[0].Type}; a ratio needs number, whole or money");
        return null;
    }

    private void AddColumn(YamlScalar where, FeatureDefinition feature, Duration? length, List<FeatureColumn> read)
    {
        bool isPlain = feature.Windows.Count == 0;
        FeatureColumn? column = feature.Columns.FirstOrDefault(c => isPlain ? length is null : c.Window == length);
        if (column is not null)
        {
            read.Add(column);
            return;
        }

        string wanted = length is null ? "no windows" : $"the window {length}";
        string has = isPlain ? "none" : string.Join(", ", feature.Windows);
        errors.Add(where, $"this ratio has {wanted}, but '{feature.Name}' has {has}; give both the same windows");
    }

    // Without windows of its own a ratio takes those of its first feature, with their spelling.
    private static IReadOnlyList<FeatureColumn> RatioColumns(
        FeatureDefinition feature, FeatureDefinition dividend, IReadOnlyList<YamlScalar> windows)
    {
        if (windows.Count > 0)
        {
            return ColumnTypes.Make(feature, windows, ValueType.Number);
        }

        return
        [
            .. dividend.Columns.Select(c => new FeatureColumn(
                feature.Name + c.Name[dividend.Name.Length..], 0, feature, c.Window, ValueType.Number)),
        ];
    }

    private FeatureDefinition? BindDerived(FeatureDraft draft)
    {
        if (draft.Node.Scalar(draft.Aggregate.Key) is not YamlScalar text || !BindReferences(draft, text))
        {
            return null;
        }

        ExpressionScope scope = ExpressionScope.OfColumns(ColumnsNear(text));
        List<(int Start, FeatureColumn Column)> read = ColumnsIn(text, scope);
        if (_expressions.Check(text, scope) is not CheckedExpression value || !CheckKeys(text, read))
        {
            return null;
        }

        FeatureDefinition feature = new()
        {
            Name = draft.Name.Value,
            Index = draft.Index,
            Description = draft.Node.Text(FeatureKeys.Description),
            Key = read[0].Column.Feature.Key,
            Aggregate = AggregateKind.Derived,
            DerivedExpression = value.Expression,
            ReadsColumns = [.. read.Select(r => r.Column.Name).Distinct()],
            Line = draft.Name.Line,
            Column = draft.Name.Column,
        };
        feature.Columns = ColumnTypes.Make(feature, [], value.Expression.Type);
        return feature;
    }

    // The columns of the features whose names start like one in the expression; all of them if it names something
    // unknown, so that the error can say what was meant.
    private List<FeatureColumn> ColumnsNear(YamlScalar text)
    {
        HashSet<string> roots = [.. ColumnSyntax.PathsIn(text.Value).Select(p => RootOf(p.Path))];
        ILookup<string, FeatureDefinition> features = drafts.Values.Select(d => d.Feature).OfType<FeatureDefinition>()
            .ToLookup(f => RootOf(f.Name));
        IEnumerable<FeatureDefinition> near = roots.All(features.Contains)
            ? roots.SelectMany(root => features[root])
            : features.SelectMany(group => group);
        return [.. near.SelectMany(f => f.Columns)];
    }

    private static string RootOf(string name)
    {
        int point = name.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? name : name[..point];
    }

    // False if something that it reads is wrong itself: that was reported there.
    private bool BindReferences(FeatureDraft draft, YamlScalar text)
    {
        bool areRight = true;
        foreach ((int start, string path) in ColumnSyntax.PathsIn(text.Value))
        {
            if (FindFeature(path) is not FeatureDraft read)
            {
                continue;
            }

            Bind(read);
            areRight &= read.Feature is not null;
            string rest = path[read.Name.Value.Length..].TrimStart('.').Split('.')[0];
            bool isWindowWrong = read.Feature is { Windows.Count: > 0 } feature
                && !feature.Columns.Any(c => c.Name == $"{feature.Name}.{rest}");
            if (isWindowWrong)
            {
                (int line, int column) = text.PositionOf(start);
                string columns = string.Join(", ", read.Feature!.Columns.Select(c => c.Name));
                errors.Add(line, column, $"the feature '{read.Name.Value}' has no column '{path}'; its columns: {columns}");
                areRight = false;
            }
        }

        return areRight;
    }

    private FeatureDraft? FindFeature(string path)
    {
        string[] parts = path.Split('.');
        string two = parts.Length > 1 ? $"{parts[0]}.{parts[1]}" : path;
        return drafts.GetValueOrDefault(two) ?? drafts.GetValueOrDefault(parts[0]);
    }

    private static List<(int Start, FeatureColumn Column)> ColumnsIn(YamlScalar text, ExpressionScope scope)
    {
        List<(int Start, FeatureColumn Column)> found = [];
        foreach ((int start, string path) in ColumnSyntax.PathsIn(text.Value))
        {
            if (scope.Columns!.FindLongest(path) is FeatureColumn column)
            {
                found.Add((start, column));
            }
        }

        return found;
    }

    private bool CheckKeys(YamlScalar text, List<(int Start, FeatureColumn Column)> read)
    {
        if (read.Count == 0)
        {
            errors.Add(text, "a derived feature reads feature columns such as card.payments.24h; this reads none");
            return false;
        }

        IReadOnlyList<KeyPart> key = read[0].Column.Feature.Key;
        foreach ((int start, FeatureColumn column) in read)
        {
            if (!IsSameKey(key, column.Feature.Key))
            {
                (int line, int position) = text.PositionOf(start);
                errors.Add(
                    line,
                    position,
                    $"'{column.Name}' is kept by {Describe(column.Feature.Key)}, '{read[0].Column.Name}' by {Describe(key)}; a "
                    + "derived feature reads columns of one key");
                return false;
            }
        }

        return true;
    }

    private static bool IsSameKey(IReadOnlyList<KeyPart> left, IReadOnlyList<KeyPart> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => pair.First.IsSameKey(pair.Second));

    private static string Describe(IReadOnlyList<KeyPart> key) => $"[{string.Join(", ", key.Select(p => p.Name))}]";
}
