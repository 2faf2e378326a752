using System.Globalization;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Features.Training;

/// <summary>Finds the rows that a later event labels.</summary>
internal sealed class LabelJoin
{
    private readonly FieldDefinition _rowField;
    private readonly EventType _labelType;
    private readonly FieldDefinition _labelField;
    private readonly CelProgram<EventView, bool>? _where;
    private readonly long _delay;
    private readonly Dictionary<string, List<PendingRow>> _waiting = [];

    internal LabelJoin(EventType rowType, EventType labelType, TrainingLabel label, CelProgram<EventView, bool>? where)
    {
        _rowField = FieldOf(rowType, label.Field);
        _labelType = labelType;
        _labelField = FieldOf(labelType, label.Field);
        _where = where;
        _delay = label.Delay.Microseconds;
        if (_rowField.Type != _labelField.Type)
        {
            throw new ArgumentException(
                $"The field '{label.Field}' is {_rowField.Type} in '{rowType}' but {_labelField.Type} in "
                + $"'{labelType}'.");
        }
    }

    /// <summary>Adds a row that waits for its label.</summary>
    internal void Wait(EventView e, PendingRow row)
    {
        if (JoinOf(e, _rowField) is not string join)
        {
            return;
        }

        row.Join = join;
        if (!_waiting.TryGetValue(join, out List<PendingRow>? rows))
        {
            rows = [];
            _waiting.Add(join, rows);
        }

        rows.Add(row);
    }

    /// <summary>Labels the rows that an event speaks of.</summary>
    internal void Look(EventView e)
    {
        if (e.Type != _labelType || JoinOf(e, _labelField) is not string join
            || !_waiting.TryGetValue(join, out List<PendingRow>? rows) || _where?.Evaluate(e).ValueOr(false) == false)
        {
            return;
        }

        foreach (PendingRow row in rows)
        {
            row.IsPositive |= e.Time.Microseconds - row.Time.Microseconds <= _delay;
        }
    }

    /// <summary>Takes a mature row off.</summary>
    internal void Forget(PendingRow row)
    {
        if (row.Join is string join && _waiting.TryGetValue(join, out List<PendingRow>? rows))
        {
            rows.Remove(row);
            if (rows.Count == 0)
            {
                _waiting.Remove(join);
            }
        }
    }

    private static FieldDefinition FieldOf(EventType type, string name)
    {
        FieldDefinition field = type.FindField(name)
            ?? throw new ArgumentException($"Events '{type}' have no field '{name}' to join the label by.");
        return field.Type.Kind is ValueKind.Entity or ValueKind.Text or ValueKind.Whole
            ? field
            : throw new ArgumentException(
                $"The field '{name}' of '{type}' is {field.Type}; labels are joined by an entity, a text or a whole "
                + "number.");
    }

    private static string? JoinOf(EventView e, FieldDefinition field) => !e.Has(field.Index) ? null
        : field.Type.Kind == ValueKind.Whole
            ? e.Whole(field.Index).ToString(CultureInfo.InvariantCulture) : e.TextString(field.Index);
}
