using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Features.Cells;
using Souk.Features.Engine;
using Souk.Features.Plans;
using Souk.Features.Reading;
using Souk.Features.Sources;
using Souk.Log;

namespace Souk.Features.Past;

/// <summary>Gathers the events of one column and key during a replay.</summary>
internal sealed class EvidenceCollector
{
    private readonly FeatureEngine _engine;
    private readonly ColumnPlan _plan;
    private readonly KeyPart[] _parts;
    private readonly string[] _key;
    private readonly int _maxEvents;
    private readonly Queue<(FeatureEvidence Event, double Weight)> _events = new();
    private readonly long _delay;
    private readonly long _behind;
    private long _dropped;

    internal EvidenceCollector(FeatureEngine engine, ColumnPlan plan, IReadOnlyList<string> key, int maxEvents)
    {
        _engine = engine;
        _plan = plan;
        _parts = [.. plan.Column.Feature.Key];
        _key = [.. key];
        _maxEvents = maxEvents;
        _delay = plan.Cell.Delay;
        _behind = plan.Column.Window.IsEver ? long.MaxValue : plan.Column.Window.Microseconds + _delay;
    }

    /// <summary>Takes an event in if it is the column's and the key's.</summary>
    internal void Look(EventView e, EventViewInputs inputs)
    {
        if (!_plan.Request!.Inputs.TryGetValue(e.Type.Index, out CellInputs? sources) || !IsKey(e, sources, inputs)
            || (sources.Condition >= 0 && !inputs.Holds(sources.Condition)))
        {
            return;
        }

        long value = 0;
        double weight = 1;
        if (sources.Value >= 0 && !inputs.TryValue(sources.Value, out value))
        {
            return;
        }

        if (sources.Weight >= 0)
        {
            if (!inputs.TryValue(sources.Weight, out long bits))
            {
                return;
            }

            weight = BitConverter.Int64BitsToDouble(bits);
        }

        DropOld(e.Time.Microseconds);
        FeatureValue brought = _plan.Column.Feature.Value is null ? FeatureValue.Missing : Wrap(e.Entities, value);
        _events.Enqueue((new FeatureEvidence(
            e.Position, e.Time, e.Type.Name, Encoding.UTF8.GetString(e.Id), brought, 1), weight));

        // What has no end is only counted beyond what is named.
        if (_behind == long.MaxValue && _delay == 0 && _events.Count > _maxEvents)
        {
            _events.Dequeue();
            _dropped++;
        }
    }

    /// <summary>How many events are inside the window at a time.</summary>
    internal long Total(LogTime now)
    {
        DropOld(now.Microseconds);
        return _dropped + _events.Count(e => e.Event.Time.Microseconds <= now.Microseconds - _delay);
    }

    /// <summary>The newest events inside the window at a time, the newest last.</summary>
    internal IReadOnlyList<FeatureEvidence> Events(LogTime now)
    {
        DropOld(now.Microseconds);
        return
        [
            .. _events.Where(e => e.Event.Time.Microseconds <= now.Microseconds - _delay).TakeLast(_maxEvents)
                .Select(e => e.Event with { Weight = e.Weight * Left(e.Event.Time, now) }),
        ];
    }

    private double Left(LogTime time, LogTime now) => _plan.Cell.HalfLife == 0
        ? 1 : HalfLife.Left((double)(now.Microseconds - time.Microseconds) / _plan.Cell.HalfLife);

    private void DropOld(long now)
    {
        while (_behind != long.MaxValue && _events.TryPeek(out (FeatureEvidence Event, double Weight) oldest)
            && oldest.Event.Time.Microseconds <= now - _behind)
        {
            _events.Dequeue();
        }
    }

    private bool IsKey(EventView e, CellInputs sources, EventViewInputs inputs)
    {
        for (int part = 0; part < _parts.Length; part++)
        {
            if (!inputs.TryKey(sources.Key[part], out long bits)
                || TextOf(e.Entities, _parts[part], bits) != _key[part])
            {
                return false;
            }
        }

        return true;
    }

    private string TextOf(EntityTable entities, KeyPart part, long bits)
    {
        int kind = _engine.Plan.NumberKindOf(part.Type.Kind, part.Type.Entity);
        return kind >= 0 ? Encoding.UTF8.GetString(entities.Id(kind, (uint)bits))
            : part.Type.Kind == ValueKind.Flag ? (bits != 0 ? "true" : "false")
            : bits.ToString(CultureInfo.InvariantCulture);
    }

    private FeatureValue Wrap(EntityTable entities, long bits) => _plan.Cell.NumberKind < 0
        ? FeatureValue.OfBits(_plan.ValueKind, bits)
        : FeatureValue.OfText(Encoding.UTF8.GetString(entities.Id(_plan.Cell.NumberKind, (uint)bits)));
}
