using Souk.Core.Definition;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Risk.Policies;

namespace Souk.Risk.Models.Training;

/// <summary>The columns of a model where none are named: what rules of the checkpoint can read as a number, a flag or a
/// text, but for ids of entities, which say nothing about others.</summary>
internal static class DefaultColumns
{
    internal static IReadOnlyList<string> Of(EventType type, FeatureEngine features, LinkProjection? links)
    {
        List<string> columns = [];
        foreach (ExpressionMember member in ExpressionMembers.Of(type))
        {
            bool isProperty = member.Root == ExpressionMembers.EventRoot && member.Field is null;
            if (!isProperty && IsInput(member.Type.Kind))
            {
                columns.Add(member.Path);
            }
        }

        HashSet<string> taken = [.. columns];
        columns.AddRange(features.ColumnsOf(type)
            .Where(c => !taken.Contains(c.Name) && c.Type.Kind != ValueKind.Text && IsInput(c.Type.Kind))
            .Select(c => c.Name));
        if (links is not null && PolicySchemas.LinkSubject(features.Definition, type) is not null)
        {
            columns.AddRange(links.Columns);
        }

        return [.. columns.Take(RiskModelLimits.MaxColumns)];
    }

    private static bool IsInput(ValueKind kind) =>
        kind is ValueKind.Number or ValueKind.Whole or ValueKind.Money or ValueKind.Flag or ValueKind.Text;
}
