namespace Souk.Core.Definition;

/// <summary>What the columns of a feature are called and hold.</summary>
internal static class ColumnTypes
{
    /// <summary>The type of an aggregate over values of a type.</summary>
    internal static ValueType Of(AggregateKind aggregate, DefinitionExpression? value) => aggregate switch
    {
        AggregateKind.Count or AggregateKind.Distinct => ValueType.Whole,
        AggregateKind.Sum or AggregateKind.Min or AggregateKind.Max or AggregateKind.First or AggregateKind.Last =>
            value!.Type,
        AggregateKind.LastN or AggregateKind.TopK =>
            value!.Type == TypeParser.Broken ? TypeParser.Broken : ValueType.ListOf(value.Type),
        AggregateKind.Derived => value!.Type,
        _ => ValueType.Number,
    };

    /// <summary>A column for each window, or one without.</summary>
    internal static IReadOnlyList<FeatureColumn> Make(
        FeatureDefinition feature, IReadOnlyList<(string Text, Duration Length)> windows, ValueType type)
    {
        if (windows.Count == 0)
        {
            return [new FeatureColumn(feature.Name, 0, feature, Duration.Ever, type)];
        }

        return
        [
            .. windows.Select(w => new FeatureColumn(
                $"{feature.Name}.{w.Text}", 0, feature, w.Length, type)),
        ];
    }
}
