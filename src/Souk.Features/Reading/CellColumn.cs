using System.Text;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Features.Cells;
using Souk.Features.Engine;

namespace Souk.Features.Reading;

/// <summary>Reads one column from a cell of one row.</summary>
internal sealed class CellColumn
{
    private readonly Cell _cell;
    private readonly int _slot;
    private readonly ValueKind _kind;
    private readonly AggregateKind _aggregate;
    private readonly EntityTable _entities;
    private readonly int _wanted;
    private readonly long _behind;

    internal CellColumn(ColumnPlan plan, EntityTable entities)
    {
        _cell = plan.Cell;
        _entities = entities;
        _kind = plan.ValueKind;
        _aggregate = plan.Aggregate;
        bool isWindowed = !plan.Column.Window.IsEver;
        _slot = isWindowed ? Array.BinarySearch(_cell.Windows, plan.Column.Window.Microseconds) : 0;
        _behind = isWindowed ? plan.Column.Window.Microseconds + _cell.Delay : -1;
        _wanted = plan.Column.Feature.N ?? plan.Column.Feature.K ?? 0;
    }

    internal int Store => _cell.Store;

    /// <summary>The value at a log time, which is the state's.</summary>
    internal FeatureValue Read(CellReader reader, long now)
    {
        long after = _behind < 0 ? long.MinValue : now - _behind;
        switch (_aggregate)
        {
            case AggregateKind.Count:
                return FeatureValue.OfWhole(reader.Count(_cell, _slot));
            case AggregateKind.Distinct:
                return FeatureValue.OfWhole(_cell.Family == CellFamily.Sketch
                    ? (long)Math.Round(reader.Estimate(_cell)) : reader.Count(_cell, _slot));
            case AggregateKind.Sum:
                return Sum(reader);
            case AggregateKind.Mean or AggregateKind.Variance or AggregateKind.StandardDeviation:
                return Moment(reader);
            case AggregateKind.Min or AggregateKind.Max:
                return Extreme(reader, after);
            case AggregateKind.First or AggregateKind.Last:
                return Edge(reader, after, out long value, out _) ? Wrap(value) : FeatureValue.Missing;
            case AggregateKind.TimeSinceFirst or AggregateKind.TimeSinceLast:
                return Edge(reader, after, out _, out long time)
                    ? FeatureValue.OfNumber((now - time) / 1e6) : FeatureValue.Missing;
            case AggregateKind.Decayed:
                return FeatureValue.OfNumber(reader.Decayed(_cell, now));
            default:
                return List(reader, after);
        }
    }

    private FeatureValue Sum(CellReader reader)
    {
        if (_cell.IsNumber)
        {
            return FeatureValue.OfNumber(reader.Sum(_cell, _slot).Value);
        }

        Int128 sum = Int128.Clamp(reader.WholeSum(_cell, _slot), long.MinValue, long.MaxValue);
        return FeatureValue.OfBits(_kind, (long)sum);
    }

    private FeatureValue Moment(CellReader reader)
    {
        uint count = reader.Count(_cell, _slot);
        double unit = _kind == ValueKind.Money ? Money.UnitsPerCurrencyUnit : 1;
        if (_aggregate == AggregateKind.Mean)
        {
            return count == 0 ? FeatureValue.Missing
                : FeatureValue.OfNumber(reader.Sum(_cell, _slot).DividedBy(count * unit).Value);
        }

        if (count < 2)
        {
            return FeatureValue.Missing;
        }

        double variance = reader.Variance(_cell, _slot);
        return FeatureValue.OfNumber(
            _aggregate == AggregateKind.Variance ? variance / (unit * unit) : Math.Sqrt(variance) / unit);
    }

    private FeatureValue Extreme(CellReader reader, long after)
    {
        if (_cell.IsWindowed)
        {
            return reader.TryExtreme(_cell, after, out long value) ? Wrap(value) : FeatureValue.Missing;
        }

        StampedValue best = reader.Single(_cell);
        return best.HasValue ? Wrap(best.Value) : FeatureValue.Missing;
    }

    private bool Edge(CellReader reader, long after, out long value, out long time)
    {
        if (_cell.Family == CellFamily.Series)
        {
            return reader.TryFirst(_cell, after, out value, out time);
        }

        StampedValue single = reader.Single(_cell);
        (value, time) = (single.Value, single.Time);
        return single.HasValue && single.Time > after;
    }

    private FeatureValue List(CellReader reader, long after)
    {
        Span<long> values = stackalloc long[_wanted];
        int count = _aggregate == AggregateKind.LastN
            ? reader.Newest(_cell, after, values) : reader.HeaviestOf(_cell, values);
        FeatureValue[] list = new FeatureValue[count];
        for (int i = 0; i < count; i++)
        {
            list[i] = Wrap(values[i]);
        }

        return FeatureValue.OfList(list);
    }

    private FeatureValue Wrap(long bits) => _kind switch
    {
        ValueKind.Text => FeatureValue.OfText(IdOf(bits)),
        ValueKind.Entity => FeatureValue.OfEntity(IdOf(bits)),
        _ => FeatureValue.OfBits(_kind, bits),
    };

    private string IdOf(long number) => Encoding.UTF8.GetString(_entities.Id(_cell.NumberKind, (uint)number));
}
