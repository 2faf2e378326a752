using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;
using ValueType = Souk.Core.Definition.ValueType;

namespace Souk.Core.Entities;

/// <summary>
/// Carries out the definition's profile updates: for each event, first all values are computed from the profiles as they
/// were, then they are set. An update whose field has no value, or whose expression gives an error, leaves the attribute
/// as it is.
/// </summary>
internal sealed class ProfileUpdater
{
    private readonly ProfileStore _profiles;
    private readonly Assignment[][] _byType;
    private readonly FieldDefinition[][] _seenFields;
    private readonly CelValue[] _values;
    private readonly bool[] _ready;

    internal ProfileUpdater(MarketplaceDefinition definition, ProfileStore profiles)
    {
        _profiles = profiles;
        _byType = [.. definition.EventTypes.Select(type => type.Updates.Select(u => new Assignment(u, type)).ToArray())];
        _seenFields = [.. definition.EventTypes.Select(
            type => type.EntityFields.Where(f => HasProfile(f.Type.Entity!)).ToArray())];
        int most = _byType.Length == 0 ? 0 : _byType.Max(a => a.Length);
        _values = new CelValue[most];
        _ready = new bool[most];
    }

    internal void Apply(EventView e)
    {
        foreach (FieldDefinition field in _seenFields[e.Type.Index])
        {
            if (e.Entity(field.Index) is uint entity and > 0)
            {
                _profiles.See(field.Type.Entity!, entity, e.Time);
            }
        }

        Assignment[] assignments = _byType[e.Type.Index];
        for (int i = 0; i < assignments.Length; i++)
        {
            if (assignments[i].Program is CelProgram<EventView, CelValue> program)
            {
                CelResult<CelValue> result = program.Evaluate(e);
                _ready[i] = result.HasValue;
                _values[i] = result.ValueOr(default);
            }
        }

        for (int i = 0; i < assignments.Length; i++)
        {
            Assignment assignment = assignments[i];
            uint entity = e.Entity(assignment.Entity.Index);
            if (entity == 0)
            {
                continue;
            }

            if (assignment.Source is FieldDefinition source)
            {
                Copy(e, assignment, source, entity);
            }
            else if (_ready[i])
            {
                Set(assignment, entity, _values[i]);
            }
        }
    }

    private static bool HasProfile(EntityKind kind) => kind.Attributes.Count > 0 || kind.Retain is not null;

    private void Copy(EventView e, Assignment assignment, FieldDefinition source, uint entity)
    {
        if (!e.Has(source.Index))
        {
            return;
        }

        switch (source.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                _profiles.SetText(assignment.Kind, entity, assignment.Attribute, e.Text(source.Index));
                break;
            case ValueKind.List:
                _profiles.SetList(assignment.Kind, entity, assignment.Attribute, e.Text(source.Index));
                break;
            default:
                _profiles.Set(assignment.Kind, entity, assignment.Attribute, e.Bits(source.Index));
                break;
        }
    }

    private void Set(Assignment assignment, uint entity, CelValue value)
    {
        EntityKind kind = assignment.Kind;
        int attribute = assignment.Attribute;
        switch (value.Kind)
        {
            case CelKind.String:
                SetText(kind, entity, attribute, value.AsString);
                break;
            case CelKind.Int:
                _profiles.Set(kind, entity, attribute, BitsOf(assignment.Type, value.AsInt));
                break;
            case CelKind.Double:
                SetNumber(assignment, entity, value.AsDouble);
                break;
            case CelKind.Bool:
                _profiles.Set(kind, entity, attribute, value.AsBool ? 1 : 0);
                break;
            case CelKind.Timestamp:
                _profiles.Set(
                    kind, entity, attribute, (value.AsTimestamp.Seconds * 1_000_000) + (value.AsTimestamp.Nanos / 1000));
                break;
            default:
                throw new InvalidOperationException(
                    $"The update of '{kind.Name}' gives {value.TypeName}, which a profile cannot hold.");
        }
    }

    private void SetText(EntityKind kind, uint entity, int attribute, string text)
    {
        int limit = kind.Attributes[attribute].Type.Kind == ValueKind.Entity
            ? EntityTable.MaxIdBytes
            : EntityTable.MaxTextBytes;
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length <= limit)
        {
            _profiles.SetText(kind, entity, attribute, utf8);
        }
    }

    private void SetNumber(Assignment assignment, uint entity, double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        long bits = assignment.Type.Kind == ValueKind.Money
            ? Money.FromDouble(value).Units
            : BitConverter.DoubleToInt64Bits(value);
        _profiles.Set(assignment.Kind, entity, assignment.Attribute, bits);
    }

    private static long BitsOf(ValueType type, long value) => type.Kind switch
    {
        ValueKind.Number => BitConverter.DoubleToInt64Bits(value),
        ValueKind.Money => checked(value * Money.UnitsPerCurrencyUnit),
        _ => value,
    };

    private sealed class Assignment
    {
        internal Assignment(ProfileUpdate update, EventType type)
        {
            Entity = update.Entity;
            Kind = update.Entity.Type.Entity!;
            Attribute = update.Attribute.Index;
            Type = update.Attribute.Type;
            bool direct = update.Field is not null && update.Field.Type == update.Attribute.Type;
            Source = direct ? update.Field : null;
            Program = direct
                ? null
                : EventExpressions.SchemaFor(type).Compile<CelValue>(update.Value.Text).Require();
        }

        internal FieldDefinition Entity { get; }

        internal EntityKind Kind { get; }

        internal int Attribute { get; }

        internal ValueType Type { get; }

        internal FieldDefinition? Source { get; }

        internal CelProgram<EventView, CelValue>? Program { get; }
    }
}
