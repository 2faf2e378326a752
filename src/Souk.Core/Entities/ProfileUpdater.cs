using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Expressions;
using ValueType = Souk.Core.Definition.ValueType;

namespace Souk.Core.Entities;

/// <summary>
/// Carries out the definition's profile updates: for each event, first all values are computed from the profiles as
/// they were, then they are set. An update whose field has no value, or whose expression gives an error or a value that
/// the attribute cannot hold (an amount out of range, a text or list too long), leaves the attribute as it is.
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
        _byType =
            [.. definition.EventTypes.Select(type => type.Updates.Select(u => new Assignment(u, type)).ToArray())];
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
            case ValueKind.List when e.Text(source.Index).Length <= Arena.MaxBlockBytes:
                _profiles.SetList(assignment.Kind, entity, assignment.Attribute, e.Text(source.Index));
                break;
            case ValueKind.List:
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
        switch (value.Kind, assignment.Type.Kind)
        {
            case (CelKind.String, ValueKind.Text or ValueKind.Entity):
                SetText(kind, entity, attribute, value.AsString);
                break;
            case (CelKind.Int, ValueKind.Money):
                SetMoney(assignment, entity, (Int128)value.AsInt * Money.UnitsPerCurrencyUnit);
                break;
            case (CelKind.Int, ValueKind.Number):
                _profiles.Set(kind, entity, attribute, BitConverter.DoubleToInt64Bits(value.AsInt));
                break;
            case (CelKind.Int, ValueKind.Whole):
                _profiles.Set(kind, entity, attribute, value.AsInt);
                break;
            case (CelKind.Double, ValueKind.Number or ValueKind.Money):
                SetNumber(assignment, entity, value.AsDouble);
                break;
            case (CelKind.Bool, ValueKind.Flag):
                _profiles.Set(kind, entity, attribute, value.AsBool ? 1 : 0);
                break;
            case (CelKind.Timestamp, ValueKind.Time):
                _profiles.Set(
                    kind, entity, attribute,
                    (value.AsTimestamp.Seconds * 1_000_000) + (value.AsTimestamp.Nanos / 1000));
                break;
            case (CelKind.List, ValueKind.List):
                if (ListEncoding.TryEncode(value.AsList, assignment.Type.Element!.Kind, out byte[] encoded))
                {
                    _profiles.SetList(kind, entity, attribute, encoded);
                }

                break;
            default:
                // The definition was checked, so only elements of mixed lists get here.
                break;
        }
    }

    private void SetText(EntityKind kind, uint entity, int attribute, string text)
    {
        bool isId = kind.Attributes[attribute].Type.Kind == ValueKind.Entity;
        int limit = isId ? EntityTable.MaxIdBytes : EntityTable.MaxTextBytes;
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length <= limit && !(isId && utf8.Length == 0))
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

        if (assignment.Type.Kind == ValueKind.Number)
        {
            _profiles.Set(assignment.Kind, entity, assignment.Attribute, BitConverter.DoubleToInt64Bits(value));
            return;
        }

        double units = Math.Round(value * Money.UnitsPerCurrencyUnit, MidpointRounding.ToEven);
        if (double.IsFinite(units))
        {
            SetMoney(assignment, entity, (Int128)units);
        }
    }

    private void SetMoney(Assignment assignment, uint entity, Int128 units)
    {
        if (units >= long.MinValue && units <= long.MaxValue)
        {
            _profiles.Set(assignment.Kind, entity, assignment.Attribute, (long)units);
        }
    }

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
