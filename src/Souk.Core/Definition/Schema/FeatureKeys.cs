namespace Souk.Core.Definition;

/// <summary>Every key of a feature: the one place that knows them.</summary>
internal static class FeatureKeys
{
    internal static readonly DefinitionKey Description = new(
        "description", "What it means, in a sentence.", Scalars.Text);

    internal static readonly DefinitionKey On = new(
        "on",
        "The event types that it is computed from: one or a list.",
        new ListShape("event types", Scalars.EventName, 1, DefinitionLimits.MaxEventTypes, acceptsOne: true));

    internal static readonly DefinitionKey By = new(
        "by",
        "What it is kept for: fields of the event, entity kinds, or attributes such as item.category. Left out: the "
        + "entity kind that the feature's name starts with.",
        new ListShape("key parts", Scalars.Text, 1, DefinitionLimits.MaxKeyParts, acceptsOne: true));

    internal static readonly DefinitionKey Where = new(
        "where", "The condition, in CEL, that an event must meet to count.", Scalars.Expression);

    internal static readonly DefinitionKey Windows = new(
        "windows",
        "The lengths of the windows, such as [1h, 24h, ever]; a column each. Left out: over all events.",
        new ListShape("windows", Scalars.Window, 1, DefinitionLimits.MaxWindows, acceptsOne: true));

    internal static readonly DefinitionKey Delay = new(
        "delay",
        "The windows end this long before the present.",
        Scalars.Span("a delay", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey HalfLife = new(
        "half_life",
        "After this long an event counts half.",
        Scalars.Span("a half-life", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey Weight = new(
        "weight", "The weight of each event, a number. Default 1.", Scalars.Expression);

    internal static readonly DefinitionKey N = new(
        "n",
        $"How many values are kept. Default {DefinitionLimits.DefaultKept}.",
        Scalars.Whole("a number of values", 1, DefinitionLimits.MaxKept));

    internal static readonly DefinitionKey K = new(
        "k",
        $"How many values are given. Default {DefinitionLimits.DefaultKept}.",
        Scalars.Whole("a number of values", 1, DefinitionLimits.MaxKept));

    internal static readonly DefinitionKey Approximate = new(
        "approximate", "Count by a sketch with a stated error, in less memory.", Scalars.True);

    private static readonly DefinitionKey[] Windowed = [On, By, Where, Windows, Delay];
    private static readonly DefinitionKey[] Decaying = [On, By, Where, HalfLife];

    /// <summary>The aggregates; a feature has exactly one of them.</summary>
    internal static readonly IReadOnlyList<AggregateKey> Aggregates =
    [
        Plain(AggregateKind.Count, "count", "How many events."),
        Of(AggregateKind.Sum, "sum", "The sum of a value.", AggregateOperand.Numeric),
        Of(AggregateKind.Mean, "mean", "The mean of a value.", AggregateOperand.Numeric),
        Of(AggregateKind.Variance, "variance", "The sample variance of a value.", AggregateOperand.Numeric),
        Of(AggregateKind.StandardDeviation, "stddev", "The standard deviation of a value.", AggregateOperand.Numeric),
        Of(AggregateKind.Min, "min", "The smallest value.", AggregateOperand.Ordered),
        Of(AggregateKind.Max, "max", "The largest value.", AggregateOperand.Ordered),
        Of(AggregateKind.First, "first", "The value of the oldest event.", AggregateOperand.Scalar),
        Of(AggregateKind.Last, "last", "The value of the newest event.", AggregateOperand.Scalar),
        Plain(AggregateKind.TimeSinceFirst, "time_since_first", "Seconds since the oldest event."),
        Plain(AggregateKind.TimeSinceLast, "time_since_last", "Seconds since the newest event."),
        Of(AggregateKind.Distinct, "distinct", "How many different values.", AggregateOperand.Scalar, Approximate),
        new(
            AggregateKind.Ratio,
            new DefinitionKey(
                "ratio",
                "One feature divided by another of the same key: [what is divided, by what].",
                new ListShape("features", Scalars.FeatureName, 2, 2, acceptsOne: false)),
            AggregateOperand.Features,
            [Windows]),
        new(
            AggregateKind.Decayed,
            new DefinitionKey("decayed", "The sum of a value that decays.", Scalars.Expression),
            AggregateOperand.Numeric,
            Decaying),
        Of(AggregateKind.LastN, "last_n", "The values of the newest n events.", AggregateOperand.Scalar, N),
        new(
            AggregateKind.TopK,
            new DefinitionKey("top_k", "The k values with the largest decayed weight.", Scalars.Expression),
            AggregateOperand.Scalar,
            [.. Decaying, Weight, K]),
        new(
            AggregateKind.Derived,
            new DefinitionKey("derived", "A CEL expression over feature columns of one key.", Scalars.Expression),
            AggregateOperand.Columns,
            []),
    ];

    /// <summary>A feature.</summary>
    internal static readonly ObjectShape Feature = new(
        "a feature",
        [
            Description, On, By, .. Aggregates.Select(a => a.Key), Weight, N, K, HalfLife, Where, Windows,
            Delay, Approximate,
        ])
    {
        ExactlyOneOf = [.. Aggregates.Select(a => a.Key)],
    };

    /// <summary>The key of an aggregate.</summary>
    internal static AggregateKey Of(AggregateKind kind) => Aggregates.First(a => a.Kind == kind);

    private static AggregateKey Plain(AggregateKind kind, string name, string description) =>
        new(kind, new DefinitionKey(name, description, Scalars.True), AggregateOperand.None, Windowed);

    private static AggregateKey Of(
        AggregateKind kind, string name, string description, AggregateOperand operand, params DefinitionKey[] also) =>
        new(kind, new DefinitionKey(name, description, Scalars.Expression), operand, [.. Windowed, .. also]);
}
