namespace Souk.Core.Definition;

/// <summary>What the expressions of one place in the definition can read.</summary>
internal sealed class ExpressionScope
{
    private ExpressionScope(string description, IReadOnlyList<ExpressionMember> members, ColumnTree? columns)
    {
        Description = description;
        Members = members;
        Columns = columns;
    }

    /// <summary>What it is, for messages: <c>event 'payment'</c>.</summary>
    internal string Description { get; }

    /// <summary>The names of an event; empty over columns.</summary>
    internal IReadOnlyList<ExpressionMember> Members { get; }

    /// <summary>The feature columns, or null over an event.</summary>
    internal ColumnTree? Columns { get; }

    /// <summary>Expressions over an event of a type.</summary>
    internal static ExpressionScope OfEvent(EventType type) =>
        new($"event '{type.Name}'", ExpressionMembers.Of(type), null);

    /// <summary>Expressions over feature columns.</summary>
    internal static ExpressionScope OfColumns(IEnumerable<FeatureColumn> columns) =>
        new("features", [], new ColumnTree(columns));
}
