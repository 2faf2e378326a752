using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Recommend.Interactions;

/// <summary>What is remembered once for all surfaces that learn from the same signals: who acts on what, and how much
/// each type of event says.</summary>
internal sealed class InteractionSpace
{
    private readonly CelProgram<EventView, double>? _value;

    internal InteractionSpace(SurfaceDefinition surface, int index)
    {
        Surface = surface;
        Index = index;
        Amounts =
        [
            .. surface.Of.Attributes.Where(a => a.Type.IsNumeric).OrderBy(a => a.Type.Kind != ValueKind.Money)
                .Take(ValueScale.MaxAttributes),
        ];
        GoalSignal = surface.Goal is null ? -1 : surface.Signals.ToList().IndexOf(surface.Goal);
        if (surface is { Value: DefinitionExpression value, Goal: SignalDefinition goal })
        {
            string text = value.Type.Kind == ValueKind.Whole ? $"double({value.Text})" : value.Text;
            CelCompilation<EventView,
            double> compiled = EventExpressions.SchemaFor(goal.EventType).Compile<double>(text);
            _value = compiled.Program ?? throw new ArgumentException(
                $"The value of '{surface.Name}' is wrong: {string.Join("; ", compiled.Diagnostics)}");
        }
    }

    /// <summary>The first surface that uses it; the others agree in everything that is used here.</summary>
    internal SurfaceDefinition Surface { get; }

    internal int Index { get; }

    /// <summary>The attributes of the objects that may foretell what reaching the goal is worth, amounts of money
    /// first.</summary>
    internal IReadOnlyList<AttributeDefinition> Amounts { get; }

    /// <summary>The place of the goal among the signals, or -1.</summary>
    internal int GoalSignal { get; }

    internal EntityKind Actor => Surface.Actor;

    internal EntityKind Of => Surface.Of;

    /// <summary>An amount of an object, 0 where it has none; see <see cref="Amounts"/>.</summary>
    internal double AmountOf(ProfileStore profiles, uint target, int amount)
    {
        AttributeDefinition attribute = Amounts[amount];
        long bits = profiles.Bits(Of, target, attribute.Index);
        return attribute.Type.Kind switch
        {
            ValueKind.Money => Money.FromUnits(bits).ToDouble(),
            ValueKind.Number => BitConverter.Int64BitsToDouble(bits),
            _ => bits,
        };
    }

    /// <summary>Whether a surface can share it.</summary>
    internal bool Serves(SurfaceDefinition other) =>
        Surface.Actor == other.Actor && Surface.Of == other.Of && Surface.HalfLife == other.HalfLife
        && Surface.Signals.SequenceEqual(other.Signals) && Surface.Goal == other.Goal
        && Surface.Value?.Text == other.Value?.Text && Surface.Groups.SequenceEqual(other.Groups);

    /// <summary>What reaching the goal was worth in an event; 1 where nothing is said or nothing can be
    /// computed.</summary>
    internal double ValueOf(EventView e)
    {
        double value = _value is null ? 1 : _value.Evaluate(e).ValueOr(1);
        return double.IsFinite(value) && value >= 0 ? value : 1;
    }
}
