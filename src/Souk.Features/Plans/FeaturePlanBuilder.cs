using Souk.Features.Cells;
using Souk.Features.Rows;

namespace Souk.Features.Plans;

/// <summary>
/// Puts a plan together: tables, cells, and which events update which cell. Cells that are asked for twice are shared,
/// and windows of one kind of cell share its place in the row.
/// </summary>
internal sealed class FeaturePlanBuilder
{
    private readonly List<StorePlan> _stores = [];
    private readonly List<CellRequest> _requests = [];
    private readonly int _eventTypes;

    internal FeaturePlanBuilder(int eventTypes) => _eventTypes = eventTypes;

    /// <summary>The two stores of a new table: windowed, then for ever.</summary>
    internal int AddTable(KeyShape shape, long retain)
    {
        _stores.Add(new StorePlan { Shape = shape, IsWindowed = true, Retain = 0 });
        _stores.Add(new StorePlan { Shape = shape, IsWindowed = false, Retain = retain });
        return _stores.Count - 2;
    }

    /// <summary>Asks for a cell, or for further windows or moments of one that was asked for.</summary>
    internal CellRequest Ask(CellRequest request)
    {
        CellRequest? known = _requests.Find(r => r.SharesCellWith(request));
        if (known is null)
        {
            _requests.Add(request);
            return request;
        }

        known.Widen(request);
        return known;
    }

    /// <summary>Makes the plan; every request then knows its cell.</summary>
    internal FeaturePlan Build()
    {
        foreach (CellRequest request in _requests)
        {
            _stores[request.Store].Cells.Add(request.MakeCell());
        }

        long[] offsets = [.. _requests.SelectMany(r => r.Offsets).Distinct().Order()];
        if (offsets.Length > FeaturePlan.MaxCursors)
        {
            throw new InvalidOperationException(
                $"The definition has {offsets.Length} different ends of windows and delays; at most "
                + $"{FeaturePlan.MaxCursors} can be kept.");
        }

        foreach (CellRequest request in _requests)
        {
            request.Cell.EntryCursor = request.Delay == 0 ? -1 : Array.BinarySearch(offsets, request.Delay);
            request.Cell.Cursors =
                [.. request.Cell.Windows.Select(w => Array.BinarySearch(offsets, request.Delay + w))];
        }

        _stores.ForEach(s => s.LayOut());
        int groups = 0;
        TableUpdate[][] updates = new TableUpdate[_eventTypes][];
        for (int type = 0; type < updates.Length; type++)
        {
            updates[type] = UpdatesOf(type, offsets.Length, ref groups);
        }

        return new FeaturePlan([.. _stores], updates, offsets);
    }

    // One update a key, with the store's cells in the order of the row, cut into groups.
    private TableUpdate[] UpdatesOf(int type, int cursors, ref int groups)
    {
        List<TableUpdate> updates = [];
        IEnumerable<CellRequest> concerned = _requests.Where(r => r.Inputs.ContainsKey(type));
        foreach (IGrouping<string, CellRequest> key in concerned.GroupBy(
            r => $"{r.Store / 2}:{string.Join(',', r.Inputs[type].Key)}", StringComparer.Ordinal))
        {
            List<EffectGroup> keyGroups = [];
            foreach (IGrouping<int, CellRequest> store in key.GroupBy(r => r.Store).OrderBy(s => s.Key))
            {
                List<CellBinding> bindings = [];
                foreach (CellRequest request in store)
                {
                    CellInputs inputs = request.Inputs[type];
                    CellBinding binding = new(request.Cell, inputs.Condition, inputs.Value, inputs.Weight);
                    if (bindings.Sum(EffectGroup.BitsOf) + EffectGroup.BitsOf(binding) > EffectGroup.MaxBits)
                    {
                        keyGroups.Add(MakeGroup(groups++, store.Key, bindings, cursors));
                        bindings.Clear();
                    }

                    bindings.Add(binding);
                }

                keyGroups.Add(MakeGroup(groups++, store.Key, bindings, cursors));
            }

            updates.Add(new TableUpdate([.. key.First().Inputs[type].Key], [.. keyGroups]));
        }

        return [.. updates];
    }

    private static EffectGroup MakeGroup(int id, int store, List<CellBinding> bindings, int cursors)
    {
        if (id > ushort.MaxValue)
        {
            throw new InvalidOperationException("The definition has too many features for one engine.");
        }

        EffectGroup group = new(id, store, [.. bindings]);
        group.Seal(cursors);
        return group;
    }
}
