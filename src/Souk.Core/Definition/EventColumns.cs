using Souk.Expressions;

namespace Souk.Core.Definition;

/// <summary>
/// Which feature columns an event can read, and schemas that read an event and these columns together: policies over
/// their events, tags of surfaces over their requests. Where a profile's attribute and a feature have one name
/// (<c>shopper.reviews</c>), the attribute is meant.
/// </summary>
public static class EventColumns
{
    /// <summary>The columns whose keys events of a type have, each in one way only, under names that are still
    /// free.</summary>
    /// <param name="type">The event type.</param>
    /// <param name="columns">The columns to choose from.</param>
    public static IEnumerable<FeatureColumn> Of(EventType type, IEnumerable<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(columns);
        HashSet<string> taken = [.. ExpressionMembers.Of(type).Select(m => m.Path)];
        return columns.Where(
            c => !taken.Contains(string.Join('.', c.Name.Split('.').Take(2))) && HasKey(type, c.Feature));
    }

    /// <summary>Whether events of a type have all parts of a feature's key, each in one way only.</summary>
    public static bool HasKey(EventType type, FeatureDefinition feature)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(feature);
        return feature.Key.All(part => SourceOf(type, part) is not null);
    }

    /// <summary>Where events of a type have a part of a key; null if nowhere, or in several places.</summary>
    public static KeySource? SourceOf(EventType type, KeyPart part)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(part);
        if (part.Sources.FirstOrDefault(s => s.EventType == type) is KeySource own)
        {
            return own;
        }

        if (OnlyField(type, part.Type) is FieldDefinition field)
        {
            return new KeySource(type, field, null);
        }

        // An attribute such as item.category, through the one field of that kind.
        foreach (KeySource source in part.Sources.Where(s => s.Attribute is not null))
        {
            if (OnlyField(type, source.Field.Type) is FieldDefinition owner)
            {
                return new KeySource(type, owner, source.Attribute);
            }
        }

        return null;
    }

    /// <summary>A column's name as compiled expressions have it, see <see cref="ColumnSyntax"/>.</summary>
    public static string PathOf(FeatureColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return string.Join('.', column.Name.Split('.').Select(ColumnSyntax.ToMemberName));
    }

    /// <summary>Declares an event and columns beside it.</summary>
    /// <typeparam name="TContext">What the schema's programs read.</typeparam>
    /// <param name="builder">The schema.</param>
    /// <param name="type">The event type.</param>
    /// <param name="columns">Those of <see cref="Of"/> that can be read.</param>
    /// <param name="declareEvent">Declares the names of the event; calls what it is given for each object among
    /// them.</param>
    /// <param name="declareColumn">Declares a column with its getters.</param>
    public static void Declare<TContext>(
        CelSchemaBuilder<TContext> builder,
        EventType type,
        IEnumerable<FeatureColumn> columns,
        Action<Action<string, CelObjectBuilder<TContext>>> declareEvent,
        ColumnExpressions.Declare<TContext> declareColumn)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(declareEvent);
        HashSet<string> objects = [.. ExpressionMembers.Of(type).Select(m => m.Root)];
        ILookup<bool, FeatureColumn> isBeside = columns.ToLookup(c => objects.Contains(c.Name.Split('.')[0]));
        ColumnTree inside = new(isBeside[true]);
        declareEvent((root, fields) =>
        {
            if (inside.Children.TryGetValue(root, out ColumnTree? own))
            {
                ColumnExpressions.DeclareChildren(fields, root, own, declareColumn);
            }
        });
        ColumnExpressions.DeclareChildren(builder, string.Empty, new ColumnTree(isBeside[false]), declareColumn);
    }

    private static FieldDefinition? OnlyField(EventType type, ValueType kind)
    {
        FieldDefinition[] fields = [.. type.EntityFields.Where(f => f.Type == kind)];
        return fields.Length == 1 ? fields[0] : null;
    }
}
