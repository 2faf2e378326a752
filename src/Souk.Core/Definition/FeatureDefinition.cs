namespace Souk.Core.Definition;

/// <summary>
/// A feature: an aggregate over the events of one type or several, kept for one entity kind or a combination of keys.
/// See <c>docs/definition.md</c> for how each part is written. Compared by reference.
/// </summary>
public sealed class FeatureDefinition
{
    /// <summary>The name as written: <c>card.payments</c>, <c>interest</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in <see cref="MarketplaceDefinition.Features"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The event types that it aggregates (<c>on</c>); empty for ratios and derived features.</summary>
    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary>What it is kept for. For ratios and derived features, the key of the features they read.</summary>
    public required IReadOnlyList<KeyPart> Key { get; init; }

    /// <summary>What it computes.</summary>
    public required AggregateKind Aggregate { get; init; }

    /// <summary>The value that is aggregated; null for counts, times since, ratios and derived features. Its
    /// <see cref="DefinitionExpression.Type"/> is the same for every event type. An event for which it has no value
    /// does not count.</summary>
    public DefinitionExpression? Value { get; init; }

    /// <summary>The text of <see cref="Value"/>.</summary>
    public string? ValueExpression => Value?.Text;

    /// <summary>For <see cref="AggregateKind.TopK"/> the weight of each event; null: 1.</summary>
    public DefinitionExpression? Weight { get; init; }

    /// <summary>The condition that an event must meet to count; null: every event counts.</summary>
    public DefinitionExpression? Condition { get; init; }

    /// <summary>The text of <see cref="Condition"/>.</summary>
    public string? Where => Condition?.Text;

    /// <summary>The lengths of the windows, in the order written; may contain <see cref="Duration.Ever"/>. Empty: one
    /// column, over all events since the log's beginning (or decayed).</summary>
    public IReadOnlyList<Duration> Windows { get; init; } = [];

    /// <summary>After how long an event counts half; for decayed sums and top k, else null.</summary>
    public Duration? HalfLife { get; init; }

    /// <summary>How far back the windows end: with delay D a window W covers log times in (T - D - W, T - D]; null:
    /// they end at the present.</summary>
    public Duration? Delay { get; init; }

    /// <summary>How many values <see cref="AggregateKind.LastN"/> keeps.</summary>
    public int? N { get; init; }

    /// <summary>How many values <see cref="AggregateKind.TopK"/> gives.</summary>
    public int? K { get; init; }

    /// <summary>Whether a distinct count may be a sketch with the error bound that <c>docs/features.md</c>
    /// states.</summary>
    public bool Approximate { get; init; }

    /// <summary>For a ratio the names of two features: what is divided, and by what; else empty.</summary>
    public IReadOnlyList<string> RatioOf { get; init; } = [];

    /// <summary>For a derived feature its expression over feature columns.</summary>
    public DefinitionExpression? DerivedExpression { get; init; }

    /// <summary>The text of <see cref="DerivedExpression"/>.</summary>
    public string? Derived => DerivedExpression?.Text;

    /// <summary>The columns that a ratio or derived feature reads, each once; else empty.</summary>
    public IReadOnlyList<string> ReadsColumns { get; init; } = [];

    /// <summary>The feature's columns, one a window, in the order of <see cref="Windows"/>.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; internal set; } = [];

    /// <summary>What it is, in a sentence; null if not said.</summary>
    public string? Description { get; init; }

    /// <summary>The line of its name in the file, from 1.</summary>
    public int Line { get; init; }

    /// <summary>The column of its name in the file, from 1.</summary>
    public int Column { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
