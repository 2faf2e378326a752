using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Features.Sources;

/// <summary>The conditions and values that features read from events of one type, each once.</summary>
internal sealed class EventTypeSources
{
    private readonly SourceCompiler _compiler;
    private readonly Dictionary<string, int> _conditionNumbers = [];
    private readonly Dictionary<string, int> _valueNumbers = [];
    private readonly List<CelProgram<EventView, bool>> _conditions = [];
    private readonly List<EventSource> _values = [];

    internal EventTypeSources(EventType type) => _compiler = new SourceCompiler(type);

    internal List<CelProgram<EventView, bool>> Conditions => _conditions;

    internal List<EventSource> Values => _values;

    internal (ValueKind Kind, EntityKind? Entity) KindOf(DefinitionExpression expression) =>
        _compiler.KindOf(expression);

    /// <summary>The number of a condition; -1 for none.</summary>
    internal int Condition(DefinitionExpression? condition)
    {
        if (condition is null)
        {
            return -1;
        }

        if (!_conditionNumbers.TryGetValue(condition.Text, out int number))
        {
            number = _conditions.Count;
            _conditions.Add(_compiler.Condition(condition));
            _conditionNumbers.Add(condition.Text, number);
        }

        return number;
    }

    /// <summary>The number of a value.</summary>
    /// <param name="expression">What it is.</param>
    /// <param name="asNumber">Whether it is wanted as a double, whatever it is.</param>
    internal int Value(DefinitionExpression expression, bool asNumber)
    {
        ValueKind kind = KindOf(expression).Kind;
        return Number($"{(asNumber ? "number" : "value")} {expression.Text.Trim()}", () =>
        {
            EventSource source = _compiler.Value(expression);
            if (asNumber && kind != ValueKind.Number)
            {
                source = new NumberSource(source, kind);
            }

            return asNumber || kind == ValueKind.Number ? new BoundedSource(source) : source;
        });
    }

    /// <summary>The number of a key part.</summary>
    internal int Key(KeySource source) =>
        Number($"key {source.Field.Index} {source.Attribute?.Index}", () => SourceCompiler.Key(source));

    /// <summary>The number of a value that every event has and that says nothing.</summary>
    internal int Nothing() => Number("nothing", () => new NothingSource());

    private int Number(string name, Func<EventSource> make)
    {
        if (!_valueNumbers.TryGetValue(name, out int number))
        {
            number = _values.Count;
            _values.Add(make());
            _valueNumbers.Add(name, number);
        }

        return number;
    }
}
