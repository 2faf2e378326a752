using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Reading;

namespace Souk.Recommend.Surfaces;

/// <summary>The compiled tags of a surface. Safe for use from several threads.</summary>
internal sealed class SurfaceTags
{
    internal SurfaceTags(MarketplaceDefinition definition, SurfaceDefinition surface)
    {
        Surface = surface;
        if (surface.Tags.Count == 0)
        {
            All = [];
            Members = [];
            return;
        }

        CelSchemaBuilder<TagContext> builder = new();
        SurfaceExpressions.Declare(
            builder, surface.Request, surface.Groups, definition.Columns,
            more => EventExpressions.Declare(builder, surface.Request, c => c.Request, more),
            (fields, name, column) => ColumnValues.Declare(fields, name, column, c => c.Columns),
            (fields, name, index) => fields.Field(name, c => c.Figure(index), c => c.HasFigure(index)));
        CelSchema<TagContext> schema = builder.Build();
        All = [.. surface.Tags.Select(t => (t, schema.Compile<bool>(ColumnSyntax.ToCel(t.When)).Require()))];
        Members = [.. All.SelectMany(t => t.When.Members)];
    }

    internal SurfaceDefinition Surface { get; }

    internal IReadOnlyList<(SurfaceTag Tag, CelProgram<TagContext, bool> When)> All { get; }

    /// <summary>The paths that they read.</summary>
    internal HashSet<string> Members { get; }
}
