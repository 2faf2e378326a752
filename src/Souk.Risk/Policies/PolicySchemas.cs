using System.Linq.Expressions;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>
/// What the expressions of a policy can read for events of each type: <c>event</c>, the profiles of its entities, the
/// feature columns whose keys it has, <c>links</c> of its subject, <c>in_list</c> and <c>list_score</c>. Where an
/// attribute and a feature have one name (<c>shopper.reviews</c>), the attribute is meant.
/// </summary>
internal sealed class PolicySchemas(MarketplaceDefinition definition, FeatureEngine features, LinkProjection? links)
{
    private readonly Dictionary<EventType, CelSchema<DecisionContext>> _schemas = [];

    /// <summary>The field whose links rules read: the first of a kind that links join; null for none.</summary>
    internal static FieldDefinition? LinkSubject(MarketplaceDefinition definition, EventType type) =>
        type.EntityFields.FirstOrDefault(f => definition.Links.SubjectKinds.Any(k => k.Index == f.Type.Entity!.Index));

    /// <summary>The columns of features by the path that programs name them with.</summary>
    internal static string PathOf(FeatureColumn column) =>
        string.Join('.', column.Name.Split('.').Select(ColumnSyntax.ToMemberName));

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
        ILookup<string, FeatureColumn> roots = features.ColumnsOf(type).ToLookup(c => c.Name.Split('.')[0]);
        HashSet<string> taken = [.. ExpressionMembers.Of(type).Select(m => m.Root)];
        Dictionary<string, HashSet<string>> attributes = ExpressionMembers.Of(type).GroupBy(m => m.Root)
            .ToDictionary(g => g.Key, g => g.Select(m => m.Name).ToHashSet());
        EventExpressions.Declare(builder, type, c => c.Event, (root, fields) =>
            Declare(fields, root, roots[root].Where(c => !attributes[root].Contains(c.Name.Split('.')[1]))));
        foreach (IGrouping<string, FeatureColumn> root in roots.Where(r => !taken.Contains(r.Key)))
        {
            ColumnExpressions.DeclareChildren(builder, string.Empty, new ColumnTree(root), Column);
        }

        DeclareLinks(builder, type);
        DeclareRing(builder, type);
        return builder.Build();
    }

    private static void Declare(
        CelObjectBuilder<DecisionContext> fields, string root, IEnumerable<FeatureColumn> columns)
    {
        if (new ColumnTree(columns).Children.TryGetValue(root, out ColumnTree? children))
        {
            ColumnExpressions.DeclareChildren(fields, root, children, Column);
        }
    }

    private static void Column(CelObjectBuilder<DecisionContext> fields, string name, FeatureColumn column)
    {
        int index = column.Index;
        Expression<Func<DecisionContext, bool>> present = c => c.Has(index);
        switch (column.Type.Kind)
        {
            case ValueKind.Whole:
                fields.Field(name, c => c.Whole(index), present);
                break;
            case ValueKind.Flag:
                fields.Field(name, c => c.Flag(index), present);
                break;
            case ValueKind.Text or ValueKind.Entity:
                fields.Field(name, c => c.Text(index), present);
                break;
            case ValueKind.Time:
                fields.Field(name, c => c.Time(index), present);
                break;
            default:
                fields.Field(name, c => c.Number(index), present);
                break;
        }
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
    }
}
