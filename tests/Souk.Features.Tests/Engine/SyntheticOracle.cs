using Souk.Features.Cells;
using Souk.Features.Plans;

namespace Souk.Features.Tests.Engine;

/// <summary>Computes every cell from the list of all events, in the slowest and plainest way.</summary>
internal sealed class SyntheticOracle(SyntheticPlan plan)
{
    private const int Tables = 5;

    private readonly Dictionary<string, List<SyntheticEvent>> _byKey = [];
    private long _now;

    internal void Apply(SyntheticEvent e)
    {
        _now = e.Time;
        for (int table = 0; table < Tables; table++)
        {
            if (KeyOf(e, table) is object[] key)
            {
                EventsOf(table, key).Add(e);
            }
        }
    }

    /// <summary>The key of an event in a table, or null.</summary>
    internal static object[]? KeyOf(SyntheticEvent e, int table)
    {
        object?[] parts = table switch
        {
            0 => [e.Shopper],
            1 => [e.Shopper, e.Text],
            2 => [e.Whole],
            3 => [e.Text],
            _ => [],
        };
        return parts.Any(p => p is null) ? null : [.. parts.Select(p => p!)];
    }

    /// <summary>The events in a window of a key, with their values, oldest first.</summary>
    internal List<(object? Value, SyntheticEvent Event)> Inside(
        CellRequest request, int table, object[] key, long? window, long now)
    {
        List<(object?, SyntheticEvent)> inside = [];
        foreach (SyntheticEvent e in EventsOf(table, key))
        {
            if (!request.Inputs.TryGetValue(e.Type, out CellInputs? inputs)
                || (inputs.Condition >= 0 && e.Flag != (inputs.Condition == 0))
                || e.Time > now - request.Delay || (window is long w && e.Time <= now - request.Delay - w))
            {
                continue;
            }

            object? value = ValueOf(e, inputs.Value);
            if (inputs.Value < 0 || value is not null)
            {
                inside.Add((value, e));
            }
        }

        return window is null && plan.Retain > 0 ? SinceForgotten(inside, key, table, request.Store) : inside;
    }

    private static object? ValueOf(SyntheticEvent e, int value) => value switch
    {
        SyntheticInputs.Amount => e.Amount,
        SyntheticInputs.Number => e.Number,
        SyntheticInputs.Device => e.Device,
        SyntheticInputs.Text => e.Text,
        _ => null,
    };

    // A row that counts for ever is forgotten when no cell of it was updated for the retention.
    private List<(object? Value, SyntheticEvent Event)> SinceForgotten(
        List<(object? Value, SyntheticEvent Event)> inside, object[] key, int table, int store)
    {
        long? last = null;
        long start = long.MinValue;
        foreach (SyntheticEvent e in EventsOf(table, key))
        {
            if (!Touches(e, store))
            {
                continue;
            }

            if (last is long used && e.Time - used >= plan.Retain)
            {
                start = e.Position;
            }

            last = e.Time;
        }

        return last is long end && _now - end >= plan.Retain
            ? [] : [.. inside.Where(i => i.Event.Position >= start)];
    }

    private List<SyntheticEvent> EventsOf(int table, object[] key)
    {
        string name = $"{table}|{string.Join('|', key)}";
        if (!_byKey.TryGetValue(name, out List<SyntheticEvent>? events))
        {
            events = [];
            _byKey.Add(name, events);
        }

        return events;
    }

    private bool Touches(SyntheticEvent e, int store) =>
        plan.Requests.Any(r => r.Request.Store == store && r.Request.Inputs.TryGetValue(e.Type, out CellInputs? inputs)
            && (inputs.Condition < 0 || e.Flag == (inputs.Condition == 0))
            && (inputs.Value < 0 || ValueOf(e, inputs.Value) is not null));

    /// <summary>What is left of a weight.</summary>
    internal static double Left(long elapsed, long halfLife) => Math.Pow(2, -(double)elapsed / halfLife);
}
