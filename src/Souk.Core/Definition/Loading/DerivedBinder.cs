namespace Souk.Core.Definition;

/// <summary>Makes derived features.</summary>
/// <param name="errors">Where errors go.</param>
/// <param name="drafts">All features.</param>
/// <param name="bindFirst">Binds a feature that is read before the one that reads it.</param>
internal sealed class DerivedBinder(
    ErrorList errors, IReadOnlyDictionary<string, FeatureDraft> drafts, Action<FeatureDraft> bindFirst)
{
    private readonly ExpressionChecker _expressions = new(errors);

    /// <summary>The derived feature, or null if it is wrong, with the errors added.</summary>
    internal FeatureDefinition? Bind(FeatureDraft draft)
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
                areRight &= !AddUnknown(text, start, path);
                continue;
            }

            bindFirst(read);
            areRight &= read.Feature is not null;
            string rest = path[read.Name.Value.Length..].TrimStart('.').Split('.')[0];
            bool isWindowWrong = read.Feature is { Windows.Count: > 0 } feature
                && !feature.Columns.Any(c => c.Name == $"{feature.Name}.{rest}");
            if (isWindowWrong)
            {
                (int line, int column) = text.PositionOf(start);
                string columns = string.Join(", ", read.Feature!.Columns.Select(c => c.Name));
                errors.Add(
                    line, column,
                    $"the feature '{read.Name.Value}' has no column '{path}'; its columns: {columns}");
                areRight = false;
            }
        }

        return areRight;
    }

    // Whether the path starts like a feature but is none; other names may be the expression's own.
    private bool AddUnknown(YamlScalar text, int start, string path)
    {
        string[] parts = path.Split('.');
        string prefix = $"{parts[0]}.";
        if (parts.Length < 2 || !drafts.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return false;
        }

        (int line, int column) = text.PositionOf(start);
        string name = prefix + parts[1];
        errors.Add(line, column, $"no feature '{name}'{Suggestion.For(name, drafts.Keys, "features")}");
        return true;
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
            if (!KeyBinder.IsSame(key, column.Feature.Key))
            {
                (int line, int position) = text.PositionOf(start);
                string other = KeyBinder.Describe(column.Feature.Key);
                errors.Add(
                    line,
                    position,
                    $"'{column.Name}' is kept by {other}, '{read[0].Column.Name}' by {KeyBinder.Describe(key)}; a "
                    + "derived feature reads columns of one key");
                return false;
            }
        }

        return true;
    }
}
