using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Graph.Links;

/// <summary>What events of one type do: a tie from each of their subjects to each of their carriers, or a bad
/// mark.</summary>
internal sealed class LinkStep
{
    private readonly CelProgram<EventView, bool>? _condition;

    internal LinkStep(LinkEvent e, IReadOnlyList<EntityKind> subjectKinds, IReadOnlyList<CarrierDefinition> carriers)
    {
        SubjectFields = [.. e.Subjects.Select(f => f.Index)];
        SubjectSlots = [.. e.Subjects.Select(f => IndexOf(subjectKinds, f.Type.Entity!))];
        List<(int Field, int Carrier)> ends = [];
        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            if (carriers.FirstOrDefault(c => c.Kind == field.Type.Entity) is CarrierDefinition carrier)
            {
                ends.Add((field.Index, carrier.Index));
            }
        }

        CarrierFields = [.. ends.Select(c => c.Field)];
        Carriers = [.. ends.Select(c => c.Carrier)];
        _condition = e.Where is DefinitionExpression where
            ? EventExpressions.SchemaFor(e.Type).Compile<bool>(where.Text).Require()
            : null;
    }

    /// <summary>The fields that name subjects.</summary>
    internal int[] SubjectFields { get; }

    /// <summary>The kind of each.</summary>
    internal int[] SubjectSlots { get; }

    /// <summary>The fields that name carriers.</summary>
    internal int[] CarrierFields { get; }

    /// <summary>The carrier of each.</summary>
    internal int[] Carriers { get; }

    /// <summary>Whether an event counts. A condition that gives an error does not hold.</summary>
    internal bool Counts(EventView e) => _condition is null || _condition.Evaluate(e).ValueOr(false);

    private static int IndexOf(IReadOnlyList<EntityKind> kinds, EntityKind kind)
    {
        for (int i = 0; i < kinds.Count; i++)
        {
            if (kinds[i] == kind)
            {
                return i;
            }
        }

        throw new ArgumentException($"'{kind.Name}' is no subject of links.", nameof(kind));
    }
}
