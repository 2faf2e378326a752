using Souk.Expressions;

namespace Souk.Core.Definition;

/// <summary>
/// What the tags of a surface read: the profiles of the object and, if it is of another kind, the subject, under the
/// names of their kinds; <c>event.time</c>; the feature columns whose keys a request has; and the figures of its
/// interactions (<see cref="SurfaceFigures"/>), unless a kind has the name of their first part.
/// </summary>
public static class SurfaceExpressions
{
    /// <summary>The columns that requests of a type can read.</summary>
    /// <param name="request">See <see cref="SurfaceDefinition.Request"/>.</param>
    /// <param name="groups">The groups of the surface.</param>
    /// <param name="columns">The columns to choose from.</param>
    public static IEnumerable<FeatureColumn> ColumnsOf(
        EventType request, IReadOnlyList<AttributeDefinition> groups, IEnumerable<FeatureColumn> columns)
    {
        HashSet<string> roots = [.. FiguresOf(request, groups).Select(f => RootOf(f.Name))];
        return EventColumns.Of(request, columns).Where(c => !roots.Contains(RootOf(c.Name)));
    }

    /// <summary>The figures that requests of a type can read, with their places in
    /// <see cref="SurfaceFigures.All"/>.</summary>
    /// <param name="request">See <see cref="SurfaceDefinition.Request"/>.</param>
    /// <param name="groups">The groups of the surface.</param>
    public static IEnumerable<(string Name, int Index)> FiguresOf(
        EventType request, IReadOnlyList<AttributeDefinition> groups)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(groups);
        return SurfaceFigures.All(groups).Select((name, index) => (name, index))
            .Where(f => request.Fields.All(field => field.Name != RootOf(f.name)));
    }

    /// <summary>Declares all of it.</summary>
    /// <typeparam name="TContext">What the schema's programs read.</typeparam>
    /// <param name="builder">The schema.</param>
    /// <param name="request">See <see cref="SurfaceDefinition.Request"/>.</param>
    /// <param name="groups">The groups of the surface.</param>
    /// <param name="columns">The columns to choose from.</param>
    /// <param name="declareEvent">Declares the names of the request, see
    /// <see cref="EventColumns.Declare{TContext}"/>.</param>
    /// <param name="declareColumn">Declares a column with its getters.</param>
    /// <param name="declareFigure">Declares a figure with its getters: the object, the name in it, the figure's
    /// place.</param>
    public static void Declare<TContext>(
        CelSchemaBuilder<TContext> builder,
        EventType request,
        IReadOnlyList<AttributeDefinition> groups,
        IEnumerable<FeatureColumn> columns,
        Action<Action<string, CelObjectBuilder<TContext>>> declareEvent,
        ColumnExpressions.Declare<TContext> declareColumn,
        Action<CelObjectBuilder<TContext>, string, int> declareFigure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(declareFigure);
        ExpressionFunctions.Declare(builder);
        EventColumns.Declare(builder, request, ColumnsOf(request, groups, columns), declareEvent, declareColumn);
        foreach (var root in FiguresOf(request, groups).GroupBy(f => RootOf(f.Name)))
        {
            builder.Object(root.Key, $"the figures '{root.Key}'", fields =>
            {
                foreach ((string name, int index) in root)
                {
                    declareFigure(fields, name[(root.Key.Length + 1)..], index);
                }
            });
        }
    }

    private static string RootOf(string name) => name.Split('.')[0];
}
