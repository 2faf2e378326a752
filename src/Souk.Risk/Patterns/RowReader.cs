using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Patterns;

/// <summary>Reads all that rules on events of a type can read: fields, profiles, features and links, as the rules of a
/// policy would see them at the event.</summary>
internal sealed class RowReader
{
    private const string ComponentAge = "links.component_age";

    private readonly DecisionContext _context;
    private readonly ContextReader _reader;

    internal RowReader(RiskEngine risk, EventType type, FeatureEngine features, LinkProjection? links)
    {
        _context = risk.Context;
        ExpressionMember[] members = [.. ExpressionMembers.Of(type)];
        FeatureColumn[] read = [.. EventColumns.Of(type, features.Definition.Columns)];
        bool hasLinks = links is not null && PolicySchemas.LinkSubject(features.Definition, type) is not null;
        var schema = risk.SchemaOf(type);
        IEnumerable<RowColumn?> columns =
        [
            .. members.Where(m => m.Field is not null && m.Name != "id")
                .Select(m => RowColumn.Of(m.Path, m.Type.Kind, schema)),
            .. type.EntityFields.Where(f => !f.IsAlwaysPresent)
                .Select(f => RowColumn.PresenceOf($"{ExpressionMembers.EventRoot}.{f.Name}", schema)),
            .. read.Select(c => RowColumn.Of(
                c.Name, c.Type.Kind, schema,
                features.Definition.FindFeature(c.Name)?.Aggregate == AggregateKind.TimeSinceFirst
                    ? RowColumn.WeekInSeconds : float.PositiveInfinity)),
            .. (hasLinks ? links!.Columns : []).Select(
                c => RowColumn.Of(
                    c, ValueKind.Number, schema,
                    c == ComponentAge ? RowColumn.WeekInDays : float.PositiveInfinity)),
        ];
        Columns = [.. columns.OfType<RowColumn>().DistinctBy(c => c.Path)];
        _reader = risk.CreateContextReader(
            type, [.. read.Select(EventColumns.PathOf), .. hasLinks ? links!.Columns : []]);
    }

    internal IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>The row at an event that the fold has just taken in.</summary>
    internal float[] Read(EventView e)
    {
        _reader.Read(e);
        float[] cells = new float[Columns.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = Columns[i].Read(_context);
        }

        return cells;
    }
}
