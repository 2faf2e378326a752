using Souk.Expressions;

namespace Souk.Core.Definition;

/// <summary>What the expressions of one place in the definition can read.</summary>
internal sealed class ExpressionScope
{
    private readonly CelSchema<CheckSchemas.NoContext> _schema;

    private ExpressionScope(
        IReadOnlyList<ExpressionMember> members,
        ColumnTree? columns,
        CelSchema<CheckSchemas.NoContext> schema,
        bool hasBroken)
    {
        _schema = schema;
        Members = members;
        Columns = columns;
        HasBroken = hasBroken;
    }

    /// <summary>The names of an event; empty over columns alone.</summary>
    internal IReadOnlyList<ExpressionMember> Members { get; }

    /// <summary>The feature columns, or null over an event alone.</summary>
    internal ColumnTree? Columns { get; }

    /// <summary>Whether it has names whose types were wrong in the definition.</summary>
    internal bool HasBroken { get; }

    /// <summary>Expressions over an event of a type.</summary>
    internal static ExpressionScope OfEvent(EventType type)
    {
        IReadOnlyList<ExpressionMember> members = ExpressionMembers.Of(type);
        bool hasBroken = members.Any(m => m.Type == TypeParser.Broken);
        return new ExpressionScope(members, null, CheckSchemas.ForEvent(type), hasBroken);
    }

    /// <summary>Expressions over feature columns.</summary>
    internal static ExpressionScope OfColumns(IReadOnlyList<FeatureColumn> columns)
    {
        bool hasBroken = columns.Any(c => c.Type == TypeParser.Broken);
        return new ExpressionScope([], new ColumnTree(columns), CheckSchemas.ForColumns(columns), hasBroken);
    }

    /// <summary>Tags over the requests of a surface.</summary>
    internal static ExpressionScope OfRequest(
        EventType request, IReadOnlyList<AttributeDefinition> groups, IReadOnlyList<FeatureColumn> columns)
    {
        FeatureColumn[] read = [.. SurfaceExpressions.ColumnsOf(request, groups, columns)];
        IReadOnlyList<ExpressionMember> members = ExpressionMembers.Of(request);
        bool hasBroken = members.Any(m => m.Type == TypeParser.Broken) || read.Any(c => c.Type == TypeParser.Broken);
        return new ExpressionScope(
            members, new ColumnTree(read), CheckSchemas.ForRequest(request, groups, columns), hasBroken);
    }

    /// <summary>Checks an expression.</summary>
    internal CelCheck Check(string text) => _schema.Check(Columns is null ? text : ColumnSyntax.ToCel(text));
}
