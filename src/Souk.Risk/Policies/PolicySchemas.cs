using System.Linq.Expressions;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Reading;
using Souk.Graph.Links;
using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>
/// What the expressions of a policy can read for events of each type: <c>event</c>, the profiles of its entities, the
/// feature columns whose keys it has, <c>links</c> of its subject, <c>neighbours</c> (means of the subject's columns
/// over its links), <c>in_list</c> and <c>list_score</c>. Where an attribute and a feature have one name
/// (<c>shopper.reviews</c>), the attribute is meant.
/// </summary>
internal sealed class PolicySchemas(MarketplaceDefinition definition, LinkProjection? links)
{
    private readonly Dictionary<EventType, CelSchema<DecisionContext>> _schemas = [];

    /// <summary>The field whose links rules read: the first of a kind that links join; null for none.</summary>
    internal static FieldDefinition? LinkSubject(MarketplaceDefinition definition, EventType type) =>
        type.EntityFields.FirstOrDefault(f => definition.Links.SubjectKinds.Any(k => k.Index == f.Type.Entity!.Index));

    internal CelSchema<DecisionContext> Of(EventType type)
    {
        lock (_schemas)
        {
            if (!_schemas.TryGetValue(type, out CelSchema<DecisionContext>? schema))
            {
                schema = Build(type);
                _schemas.Add(type, schema);
            }

            return schema;
        }
    }

    private CelSchema<DecisionContext> Build(EventType type)
    {
        CelSchemaBuilder<DecisionContext> builder = new();
        ExpressionFunctions.Declare(builder);
        Expression<Func<DecisionContext, string, string, bool>> inList = (c, list, value) => c.InList(list, value);
        Expression<Func<DecisionContext, string, string, double>> score = (c, list, value) => c.ListScore(list, value);
        builder.Function("in_list", inList, cost: 100);
        builder.Function("list_score", score, cost: 100);
        Expression<Func<DecisionContext, string, CelResult<double>>> ofModel = (c, model) => c.Score(model);
        builder.Function("score", ofModel, cost: 10);
        EventColumns.Declare(
            builder, type, EventColumns.Of(type, definition.Columns),
            more => EventExpressions.Declare(builder, type, c => c.Event, more),
            (fields, name, column) => ColumnValues.Declare(fields, name, column, c => c.Columns));
        DeclareLinks(builder, type);
        DeclareRing(builder, type);
        return builder.Build();
    }

    private void DeclareRing(CelSchemaBuilder<DecisionContext> builder, EventType type)
    {
        if (LinkSubject(definition, type) is not FieldDefinition subject)
        {
            return;
        }

        string kind = subject.Type.Entity!.Name;
        int field = subject.Index;
        builder.Object("ring", $"the strongest ring of '{subject.Name}', zeroes if it is in none", fields => fields
            .Field("id", c => c.Ring(kind, field).Ring)
            .Field("score", c => c.Ring(kind, field).Score)
            .Field("members", c => (long)c.Ring(kind, field).Members));
    }

    private void DeclareLinks(CelSchemaBuilder<DecisionContext> builder, EventType type)
    {
        if (links is null || LinkSubject(definition, type) is not FieldDefinition subject)
        {
            return;
        }

        builder.Object("links", $"the links of '{subject.Name}'", fields =>
        {
            for (int i = 0; i < links.Columns.Count; i++)
            {
                int index = i;
                fields.Field(links.Columns[i]["links.".Length..], c => c.Link(index), c => c.HasLink(index));
            }
        });
        FeatureColumn[] own = [.. NeighbourColumns.Of(subject.Type.Entity!, definition.Columns)];
        if (own.Length > 0)
        {
            builder.Object(NeighbourColumns.Root, $"means over the neighbours of '{subject.Name}'", fields =>
                ColumnExpressions.DeclareUnder<DecisionContext>(
                    fields, NeighbourColumns.Root, own, static (inner, name, column) =>
                    {
                        int index = column.Index;
                        inner.Field(name, c => c.Neighbour(index), c => c.HasNeighbour(index));
                    }));
        }
    }
}
