using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Plans;

namespace Souk.Features.Sources;

/// <summary>The inputs of events, read through the sources of their type; each source is asked once an event.</summary>
internal sealed class EventViewInputs : EventInputs
{
    private const byte Unknown = 0;
    private const byte Found = 1;
    private const byte Absent = 2;

    private readonly CelProgram<EventView, bool>[][] _conditions;
    private readonly EventSource[][] _sources;
    private readonly byte[] _conditionStates;
    private readonly byte[] _valueStates;
    private readonly long[] _values;
    private readonly int[] _acquired;
    private CelProgram<EventView, bool>[] _currentConditions = [];
    private EventSource[] _currentSources = [];
    private EventView _event = null!;
    private int _acquiredCount;

    internal EventViewInputs(EventTypeSources[] types)
    {
        _conditions = [.. types.Select(t => t.Conditions.ToArray())];
        _sources = [.. types.Select(t => t.Values.ToArray())];
        _conditionStates = new byte[_conditions.Select(c => c.Length).DefaultIfEmpty(0).Max()];
        int most = _sources.Select(s => s.Length).DefaultIfEmpty(0).Max();
        _valueStates = new byte[most];
        _values = new long[most];
        _acquired = new int[most];
    }

    internal void Begin(EventView e)
    {
        _event = e;
        _currentConditions = _conditions[e.Type.Index];
        _currentSources = _sources[e.Type.Index];
        _conditionStates.AsSpan(0, _currentConditions.Length).Clear();
        _valueStates.AsSpan(0, _currentSources.Length).Clear();
    }

    internal void End()
    {
        for (int i = 0; i < _acquiredCount; i++)
        {
            _event.Entities.Release(_event.Entities.TextKind, (uint)_values[_acquired[i]]);
        }

        _acquiredCount = 0;
    }

    internal override bool Holds(int condition)
    {
        if (_conditionStates[condition] == Unknown)
        {
            // A condition that gives an error, such as one over a missing field, does not hold.
            _conditionStates[condition] =
                _currentConditions[condition].Evaluate(_event).ValueOr(false) ? Found : Absent;
        }

        return _conditionStates[condition] == Found;
    }

    internal override bool TryValue(int value, out long bits)
    {
        if (_valueStates[value] == Unknown)
        {
            Read(value);
        }

        bits = _values[value];
        return _valueStates[value] == Found;
    }

    // A text is numbered when it is read, and the order of numbering is part of the state.
    internal override bool TryPeekKey(int value, out long bits)
    {
        if (_currentSources[value].MustRelease)
        {
            bits = 0;
            return false;
        }

        return TryValue(value, out bits);
    }

    private void Read(int value)
    {
        EventSource source = _currentSources[value];
        bool found = source.TryRead(_event, out _values[value]);
        _valueStates[value] = found ? Found : Absent;
        if (found && source.MustRelease)
        {
            _acquired[_acquiredCount++] = value;
        }
    }
}
