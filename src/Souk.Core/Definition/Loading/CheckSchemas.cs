using System.Linq.Expressions;
using Souk.Expressions;

namespace Souk.Core.Definition;

/// <summary>Schemas that expressions are checked against before there is anything to read: they have names and types,
/// and getters that nothing calls. What was wrong in the definition has any type, so that it is reported
/// once.</summary>
internal static class CheckSchemas
{
    /// <summary>The schema for events of a type.</summary>
    internal static CelSchema<NoContext> ForEvent(EventType type)
    {
        CelSchemaBuilder<NoContext> builder = new();
        ExpressionFunctions.Declare(builder);
        DeclareEvent(builder, type, null);
        return builder.Build();
    }

    /// <summary>The schema for tags over the requests of a surface.</summary>
    internal static CelSchema<NoContext> ForRequest(
        EventType request, IReadOnlyList<AttributeDefinition> groups, IReadOnlyList<FeatureColumn> columns)
    {
        CelSchemaBuilder<NoContext> builder = new();
        SurfaceExpressions.Declare(
            builder, request, groups, columns,
            more => DeclareEvent(builder, request, more),
            (fields, name, column) => Declare(fields, name, column.Type, isAlwaysPresent: false),
            (fields, name, _) => Declare(fields, name, ValueType.Number, isAlwaysPresent: false));
        return builder.Build();
    }

    /// <summary>The schema for feature columns.</summary>
    internal static CelSchema<NoContext> ForColumns(IEnumerable<FeatureColumn> columns) =>
        ColumnExpressions.SchemaFor<NoContext>(
            columns, (fields, name, column) => Declare(fields, name, column.Type, isAlwaysPresent: false));

    private static void DeclareEvent(
        CelSchemaBuilder<NoContext> builder, EventType type, Action<string, CelObjectBuilder<NoContext>>? more)
    {
        // Names that are none were reported; expressions cannot read them.
        IEnumerable<ExpressionMember> members = ExpressionMembers.Of(type).Where(
            m => m.Field is null || (IsName(m.Field.Name) && IsName(m.Name)));
        foreach (IGrouping<string, ExpressionMember> root in members.GroupBy(m => m.Root))
        {
            string description = root.Key == ExpressionMembers.EventRoot
                ? $"event '{type.Name}'"
                : $"{root.First().Field!.Type.Entity!.Name} '{root.Key}'";
            builder.Object(root.Key, description, fields =>
            {
                foreach (ExpressionMember member in root)
                {
                    Declare(fields, member.Name, member.Type, member.IsAlwaysPresent);
                }

                more?.Invoke(root.Key, fields);
            });
        }
    }

    /// <summary>The type of the language that a value has in expressions.</summary>
    internal static CelType ToCel(ValueType type) => type.Kind switch
    {
        ValueKind.Text or ValueKind.Entity => CelType.String,
        ValueKind.Number or ValueKind.Money => CelType.Double,
        ValueKind.Whole => CelType.Int,
        ValueKind.Flag => CelType.Bool,
        ValueKind.Time => CelType.Timestamp,
        ValueKind.List => CelType.List(ToCel(type.Element!)),
        _ => CelType.Dyn,
    };

    /// <summary>The type that a value of the language has outside expressions, or null if it can have none.</summary>
    internal static ValueType? FromCel(CelType type) => type.Kind switch
    {
        CelTypeKind.String => ValueType.Text,
        CelTypeKind.Double => ValueType.Number,
        CelTypeKind.Int => ValueType.Whole,
        CelTypeKind.Bool => ValueType.Flag,
        CelTypeKind.Timestamp => ValueType.Time,
        CelTypeKind.List => FromCel(type.Parameters[0]) is ValueType { Kind: not ValueKind.List } element
            ? ValueType.ListOf(element)
            : null,
        _ => null,
    };

    private static bool IsName(string text) => Scalars.Name.Check(text) is null;

    private static void Declare(
        CelObjectBuilder<NoContext> fields, string name, ValueType type, bool isAlwaysPresent)
    {
        Expression<Func<NoContext, bool>>? isPresent = isAlwaysPresent ? null : _ => true;
        fields.Field(name, _ => default(CelValue), isPresent, ToCel(type));
    }

    /// <summary>What programs of these schemas would read: nothing.</summary>
    internal sealed class NoContext;
}
