using Souk.Core.Definition;
using Souk.Features.Cells;
using Souk.Features.Engine;

namespace Souk.Features.Reading;

/// <summary>Columns resolved for reading: what they read comes before them, rows are looked up once a key. Not safe for
/// concurrent use.</summary>
internal sealed class ColumnSet
{
    private readonly FeatureEngine _engine;
    private readonly EventType? _type;
    private readonly ColumnValues _context;
    private readonly List<Step> _steps = [];
    private readonly List<(int Key, int Store)> _rows = [];
    private readonly int[] _outputs;
    private CellReader[] _rowReaders = [];

    /// <summary>Resolves columns.</summary>
    /// <param name="engine">Where they are kept.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="type">The event type that gives the keys, or null if the caller does: features that are kept for
    /// one key may take its parts from different places of an event.</param>
    internal ColumnSet(FeatureEngine engine, IReadOnlyList<string> columns, EventType? type = null)
    {
        _engine = engine;
        _type = type;
        _context = new ColumnValues(engine.Definition.Columns.Count);
        HashSet<int> resolved = [];
        _outputs = [.. columns.Select(c => Resolve(c, resolved))];
        _rowReaders = new CellReader[_rows.Count];
        Keys = [.. KeyParts.Select(k => new long[k.Count])];
        States = new KeyState[KeyParts.Count];
        Types = [.. columns.Select(c => engine.Definition.FindColumn(c)!.Type.Kind)];
    }

    /// <summary>The different keys that the columns are kept for.</summary>
    internal List<IReadOnlyList<KeyPart>> KeyParts { get; } = [];

    /// <summary>The columns' names and the features' keys they came from, for messages.</summary>
    internal List<FeatureDefinition> KeyOwners { get; } = [];

    /// <summary>Where the caller puts each key's parts before a read.</summary>
    internal long[][] Keys { get; }

    /// <summary>Where the caller says what is known of each key.</summary>
    internal KeyState[] States { get; }

    internal ValueKind[] Types { get; }

    internal int Count => _outputs.Length;

    /// <summary>Reads all columns for the keys that were set.</summary>
    internal void Read(Span<FeatureValue> destination)
    {
        for (int i = 0; i < _rowReaders.Length; i++)
        {
            (int key, int store) = _rows[i];
            _rowReaders[i] = States[key] == KeyState.Known
                ? _engine.ReaderOf(store, Keys[key]) : new CellReader(_engine.Arena, 0);
        }

        Span<FeatureValue> values = _context.All;
        long now = _engine.State.Time;
        foreach (Step step in _steps)
        {
            if (step.Cell is CellColumn cell)
            {
                (int key, _) = _rows[step.Row];
                values[step.Column] =
                    States[key] == KeyState.Absent ? FeatureValue.Missing : cell.Read(_rowReaders[step.Row], now);
            }
            else
            {
                values[step.Column] = step.Derived is DerivedColumn derived
                    ? derived.Evaluate(_context) : Ratio(values[step.Dividend], values[step.Divisor]);
            }
        }

        for (int i = 0; i < _outputs.Length; i++)
        {
            destination[i] = values[_outputs[i]];
        }
    }

    private static FeatureValue Ratio(FeatureValue dividend, FeatureValue divisor)
    {
        double value = dividend.ToDouble() / divisor.ToDouble();
        return double.IsFinite(value) ? FeatureValue.OfNumber(value) : FeatureValue.Missing;
    }

    private int Resolve(string name, HashSet<int> resolved)
    {
        if (!_engine.Plan.Columns.TryGetValue(name, out ColumnPlan? plan))
        {
            throw UnknownColumn.Error(_engine.Definition, name);
        }

        int index = plan.Column.Index;
        if (!resolved.Add(index))
        {
            return index;
        }

        foreach (int read in plan.Reads)
        {
            Resolve(_engine.Definition.Columns[read].Name, resolved);
        }

        _steps.Add(plan.Aggregate switch
        {
            AggregateKind.Derived => new Step(index, 0, null, plan.DerivedColumn(_engine.Definition), 0, 0),
            AggregateKind.Ratio => new Step(index, 0, null, null, plan.Reads[0], plan.Reads[1]),
            _ => CellStep(plan),
        });
        return index;
    }

    private Step CellStep(ColumnPlan plan)
    {
        CellColumn cell = new(plan, _engine.Context.Entities);
        IReadOnlyList<KeyPart> parts = plan.Column.Feature.Key;
        int key = KeyParts.FindIndex(k => k.Count == parts.Count && k.Zip(parts).All(p => IsSame(p.First, p.Second)));
        if (key < 0)
        {
            key = KeyParts.Count;
            KeyParts.Add(parts);
            KeyOwners.Add(plan.Column.Feature);
        }

        int row = _rows.IndexOf((key, cell.Store));
        if (row < 0)
        {
            row = _rows.Count;
            _rows.Add((key, cell.Store));
        }

        return new Step(plan.Column.Index, row, cell, null, 0, 0);
    }

    private bool IsSame(KeyPart left, KeyPart right) => left.IsSameKey(right)
        && (_type is null
            || EventColumns.SourceOf(_type, left) == EventColumns.SourceOf(_type, right));

    private sealed record Step(
        int Column, int Row, CellColumn? Cell, DerivedColumn? Derived, int Dividend, int Divisor);
}
