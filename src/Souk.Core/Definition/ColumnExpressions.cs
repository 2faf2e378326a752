using Souk.Expressions;

namespace Souk.Core.Definition;

/// <summary>Schemas for expressions over feature columns: derived features, rules, tags. Compile the text that
/// <see cref="ColumnSyntax.ToCel"/> gives.</summary>
public static class ColumnExpressions
{
    /// <summary>Declares one column in the schema that is being built.</summary>
    /// <typeparam name="TContext">What the schema's programs read.</typeparam>
    /// <param name="fields">Where to declare it.</param>
    /// <param name="name">Under which name.</param>
    /// <param name="column">The column.</param>
    public delegate void Declare<TContext>(CelObjectBuilder<TContext> fields, string name, FeatureColumn column);

    /// <summary>The schema in which columns are read by their names.</summary>
    /// <typeparam name="TContext">What its programs read.</typeparam>
    /// <param name="columns">The columns.</param>
    /// <param name="declare">Declares a column with its getters; a column may be without a value (the mean of no
    /// events).</param>
    public static CelSchema<TContext> SchemaFor<TContext>(IEnumerable<FeatureColumn> columns, Declare<TContext> declare)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(declare);
        CelSchemaBuilder<TContext> builder = new();
        ExpressionFunctions.Declare(builder);
        DeclareChildren(builder, string.Empty, new ColumnTree(columns), declare);
        return builder.Build();
    }

    /// <summary>Declares columns as members of an object.</summary>
    /// <typeparam name="TContext">What the schema's programs read.</typeparam>
    /// <param name="fields">The object.</param>
    /// <param name="path">Its name.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="declare">Declares a column with its getters.</param>
    public static void DeclareUnder<TContext>(
        CelObjectBuilder<TContext> fields, string path, IEnumerable<FeatureColumn> columns, Declare<TContext> declare)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(declare);
        DeclareChildren(fields, path, new ColumnTree(columns), declare);
    }

    internal static void DeclareChildren<TContext>(
        CelObjectBuilder<TContext> fields, string path, ColumnTree tree, Declare<TContext> declare)
    {
        foreach ((string part, ColumnTree child) in tree.Children)
        {
            string name = ColumnSyntax.ToMemberName(part);
            if (child.Column is FeatureColumn column)
            {
                declare(fields, name, column);
            }
            else
            {
                string childPath = path.Length == 0 ? part : $"{path}.{part}";
                fields.Object(name, $"'{childPath}'", inner => DeclareChildren(inner, childPath, child, declare));
            }
        }
    }
}
