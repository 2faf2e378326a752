using Souk.Core;
using Souk.Core.Definition;
using Souk.Features.Cells;
using Souk.Features.Plans;
using Souk.Features.Rows;
using Souk.Features.Sources;

namespace Souk.Features.Engine;

/// <summary>
/// What an engine does, resolved from a definition: tables by key, cells by what is aggregated over what, sources for
/// each event type, and where each column is read from. Immutable once made, so several engines may share it.
/// </summary>
internal sealed class DefinitionPlan
{
    // A row is at most 64 KiB and a column's cell at most 36 bytes, so this many always fit.
    private const int MaxColumnsPerTable = 1_500;

    private readonly MarketplaceDefinition _definition;
    private readonly FeaturePlanBuilder _builder;
    private readonly Dictionary<string, (int Table, int Columns)> _tables = [];
    private readonly List<int> _stores = [];

    /// <summary>Makes a plan.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="columns">The columns to keep with all that they read, or null for all.</param>
    /// <exception cref="FormatException">An expression is wrong.</exception>
    internal DefinitionPlan(MarketplaceDefinition definition, IEnumerable<string>? columns = null)
    {
        _definition = definition;
        TextKind = definition.EntityKinds.Count;
        _builder = new FeaturePlanBuilder(definition.EventTypes.Count);
        Sources = [.. definition.EventTypes.Select(t => new EventTypeSources(t))];
        HashSet<FeatureColumn> wanted = columns is null ? [.. definition.Columns] : WithDependencies(columns);
        foreach (FeatureColumn column in definition.Columns.Where(wanted.Contains))
        {
            Columns[column.Name] = Plan(column);
        }

        Updates = _builder.Build();
    }

    internal MarketplaceDefinition Definition => _definition;

    internal FeaturePlan Updates { get; }

    internal EventTypeSources[] Sources { get; }

    internal Dictionary<string, ColumnPlan> Columns { get; } = [];

    /// <summary>The tables' keys, by their numbers.</summary>
    internal List<IReadOnlyList<KeyPart>> Keys { get; } = [];

    internal int TextKind { get; }

    /// <summary>Under which kind the entity table numbers values of a type, or -1.</summary>
    internal int NumberKindOf(ValueKind kind, EntityKind? entity) => kind switch
    {
        ValueKind.Entity => entity!.Index,
        ValueKind.Text => TextKind,
        _ => -1,
    };

    private HashSet<FeatureColumn> WithDependencies(IEnumerable<string> columns)
    {
        HashSet<FeatureColumn> wanted = [];
        Stack<string> open = new(columns);
        while (open.TryPop(out string? name))
        {
            FeatureColumn column = _definition.FindColumn(name) ?? throw UnknownColumn.Error(_definition, name);
            if (wanted.Add(column))
            {
                foreach (string read in column.Feature.ReadsColumns)
                {
                    open.Push(read);
                }
            }
        }

        return wanted;
    }

    private ColumnPlan Plan(FeatureColumn column)
    {
        FeatureDefinition feature = column.Feature;
        if (feature.Aggregate == AggregateKind.Derived)
        {
            return new ColumnPlan { Column = column, Reads = [.. feature.ReadsColumns.Select(c => Find(c).Index)] };
        }

        if (feature.Aggregate == AggregateKind.Ratio)
        {
            int[] operands = [.. feature.RatioOf.Select(f => Operand(f, column).Index)];
            return new ColumnPlan { Column = column, Reads = operands };
        }

        int table = TableFor(feature.Key);
        (ValueKind kind, EntityKind? entity) = ValueOf(feature);
        return new ColumnPlan
        {
            Column = column,
            Table = table,
            ValueKind = kind,
            Request = _builder.Ask(Request(column, table, kind, entity)),
        };
    }

    private FeatureColumn Find(string name) =>
        _definition.FindColumn(name) ?? throw UnknownColumn.Error(_definition, name);

    // A feature without windows serves every window of a ratio.
    private FeatureColumn Operand(string name, FeatureColumn column)
    {
        FeatureDefinition feature = _definition.FindFeature(name)!;
        return feature.Columns.FirstOrDefault(c => c.Window == column.Window) ?? feature.Columns[0];
    }

    private int TableFor(IReadOnlyList<KeyPart> key)
    {
        string name = string.Join(',', key.Select(p => $"{p.Name}:{p.Type}"));
        if (_tables.TryGetValue(name, out (int Table, int Columns) known) && known.Columns < MaxColumnsPerTable)
        {
            _tables[name] = (known.Table, known.Columns + 1);
            return known.Table;
        }

        long retain = key.Select(p => p.Type.Entity?.Retain?.Microseconds ?? 0)
            .Where(r => r > 0).DefaultIfEmpty(0).Min();
        KeyShape shape = new([.. key.Select(p => NumberKindOf(p.Type.Kind, p.Type.Entity))]);
        Keys.Add(key);
        _stores.Add(_builder.AddTable(shape, retain));
        _tables[name] = (Keys.Count - 1, 1);
        return Keys.Count - 1;
    }

    // The kind of a feature's values; where event types differ (whole and number), the common one is number.
    private (ValueKind Kind, EntityKind? Entity) ValueOf(FeatureDefinition feature)
    {
        if (feature.Value is null)
        {
            return (ValueKind.Whole, null);
        }

        (ValueKind Kind, EntityKind? Entity)[] kinds =
            [.. feature.EventTypes.Select(t => Sources[TypeIndex(t)].KindOf(feature.Value)).Distinct()];
        return kinds.Length == 1 && feature.Aggregate != AggregateKind.Decayed ? kinds[0] : (ValueKind.Number, null);
    }

    private CellRequest Request(FeatureColumn column, int table, ValueKind kind, EntityKind? entity)
    {
        FeatureDefinition feature = column.Feature;
        bool isWindowed = !column.Window.IsEver;
        return new CellRequest
        {
            Family = FamilyOf(feature, isWindowed),
            Store = _stores[table] + (isWindowed ? 0 : 1),
            Window = isWindowed ? column.Window.Microseconds : null,
            Delay = feature.Delay?.Microseconds ?? 0,
            IsNumber = feature.Value is not null && kind == ValueKind.Number,
            NumberKind = feature.Value is null ? -1 : NumberKindOf(kind, entity),
            HalfLife = feature.HalfLife?.Microseconds ?? 0,
            Limit = LimitOf(feature),
            HasSum = feature.Aggregate is AggregateKind.Sum or AggregateKind.Mean,
            HasSquares = feature.Aggregate is AggregateKind.Variance or AggregateKind.StandardDeviation,
            Inputs = feature.EventTypes.Select(TypeIndex).Distinct()
                .ToDictionary(t => t, t => Inputs(feature, t, kind)),
        };
    }

    private CellInputs Inputs(FeatureDefinition feature, int type, ValueKind kind)
    {
        EventTypeSources sources = Sources[type];
        int[] key = [.. feature.Key.Select(p => sources.Key(p.Sources.First(s => s.EventType.Index == type)))];
        int value = feature.Value is null
            ? TimeOnly(feature, sources) : sources.Value(feature.Value, asNumber: kind == ValueKind.Number);
        int weight = feature.Weight is null ? -1 : sources.Value(feature.Weight, asNumber: true);
        return new CellInputs(key, sources.Condition(feature.Condition), value, weight);
    }

    // The time since an event needs no value, but its cell keeps one: the constant 0.
    private static int TimeOnly(FeatureDefinition feature, EventTypeSources sources) =>
        feature.Aggregate is AggregateKind.TimeSinceFirst or AggregateKind.TimeSinceLast ? sources.Nothing() : -1;

    private static int LimitOf(FeatureDefinition feature) => feature.Aggregate switch
    {
        AggregateKind.LastN => feature.N!.Value,
        AggregateKind.TopK => Heaviest.MaxLimit,
        _ => 0,
    };

    private static CellFamily FamilyOf(FeatureDefinition feature, bool isWindowed) => feature.Aggregate switch
    {
        AggregateKind.Min => CellFamily.Minimum,
        AggregateKind.Max => CellFamily.Maximum,
        AggregateKind.First or AggregateKind.TimeSinceFirst => isWindowed ? CellFamily.Series : CellFamily.First,
        AggregateKind.Last or AggregateKind.TimeSinceLast => CellFamily.Last,
        AggregateKind.Distinct => feature.Approximate && !isWindowed ? CellFamily.Sketch : CellFamily.Distinct,
        AggregateKind.Decayed => CellFamily.Decayed,
        AggregateKind.LastN => CellFamily.Newest,
        AggregateKind.TopK => CellFamily.Heaviest,
        _ => CellFamily.Moments,
    };

    private int TypeIndex(string name) => _definition.FindEventType(name)!.Index;
}
