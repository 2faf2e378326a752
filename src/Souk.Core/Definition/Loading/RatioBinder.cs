namespace Souk.Core.Definition;

/// <summary>Makes ratios.</summary>
/// <param name="errors">Where errors go.</param>
/// <param name="drafts">All features.</param>
/// <param name="bindFirst">Binds a feature that is read before the one that reads it.</param>
internal sealed class RatioBinder(
    ErrorList errors, IReadOnlyDictionary<string, FeatureDraft> drafts, Action<FeatureDraft> bindFirst)
{
    /// <summary>The ratio, or null if it is wrong, with the errors added.</summary>
    internal FeatureDefinition? Bind(FeatureDraft draft)
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

        if (!KeyBinder.IsSame(dividend.Key, divisor.Key))
        {
            string other = KeyBinder.Describe(divisor.Key);
            errors.Add(
                names[1],
                $"'{divisor.Name}' is kept by {other}, '{dividend.Name}' by {KeyBinder.Describe(dividend.Key)}; "
                + "a ratio needs the same key");
            return null;
        }

        List<(string Text, Duration Length)> windows = WindowsOf(draft, dividend);
        List<FeatureColumn> read = [];
        foreach ((string text, Duration length) in windows.DefaultIfEmpty((string.Empty, Duration.Ever)))
        {
            AddColumn(names[0], dividend, text, length, read);
            AddColumn(names[1], divisor, text, length, read);
        }

        if (read.Count != 2 * Math.Max(1, windows.Count))
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
            Windows = [.. windows.Select(w => w.Length)],
            RatioOf = [dividend.Name, divisor.Name],
            ReadsColumns = [.. read.Select(c => c.Name).Distinct()],
            Line = draft.Name.Line,
            Column = draft.Name.Column,
        };
        feature.Columns = ColumnTypes.Make(feature, windows, ValueType.Number);
        return feature;
    }

    private FeatureDefinition? FindOperand(YamlScalar name)
    {
        if (!drafts.TryGetValue(name.Value, out FeatureDraft? draft))
        {
            errors.Add(name, $"no feature '{name.Value}'{Suggestion.For(name.Value, drafts.Keys, "features")}");
            return null;
        }

        bindFirst(draft);
        FeatureDefinition? feature = draft.Feature;
        if (feature is null || feature.Columns[0].Type.IsNumeric || feature.Columns[0].Type == TypeParser.Broken)
        {
            return feature;
        }

        errors.Add(
            name,
            $"the feature '{feature.Name}' is {feature.Columns[0].Type}; a ratio needs number, whole or money");
        return null;
    }

    // Without windows of its own a ratio takes those of its first feature, with their spelling.
    private static List<(string Text, Duration Length)> WindowsOf(FeatureDraft draft, FeatureDefinition dividend)
    {
        if (draft.Node.Find(FeatureKeys.Windows) is not null)
        {
            return SpanReader.ReadWindows(draft.Node.Scalars(FeatureKeys.Windows));
        }

        return dividend.Windows.Count == 0
            ? []
            : [.. dividend.Columns.Select(c => (c.Name[(dividend.Name.Length + 1)..], c.Window))];
    }

    private void AddColumn(
        YamlScalar where, FeatureDefinition feature, string text, Duration length, List<FeatureColumn> read)
    {
        bool isPlain = feature.Windows.Count == 0;
        FeatureColumn? column = isPlain == (text.Length == 0)
            ? feature.Columns.FirstOrDefault(c => c.Window == length)
            : null;
        if (column is not null)
        {
            read.Add(column);
            return;
        }

        string wanted = text.Length == 0 ? "no windows" : $"the window {text}";
        IEnumerable<string> windows = feature.Columns.Select(c => c.Name[(feature.Name.Length + 1)..]);
        string has = isPlain ? "none" : string.Join(", ", windows);
        errors.Add(where, $"this ratio has {wanted}, but '{feature.Name}' has {has}; give both the same windows");
    }
}
