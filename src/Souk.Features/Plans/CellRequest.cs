using Souk.Features.Cells;

namespace Souk.Features.Plans;

/// <summary>A cell that features ask for while a plan is built.</summary>
internal sealed class CellRequest
{
    private readonly SortedSet<long> _windows = [];
    private Cell? _cell;

    internal required CellFamily Family { get; init; }

    /// <summary>The store; windowed stores are even, those for ever odd.</summary>
    internal required int Store { get; init; }

    internal long Delay { get; init; }

    internal bool IsNumber { get; init; }

    internal int NumberKind { get; init; } = -1;

    internal long HalfLife { get; init; }

    internal int Limit { get; init; }

    internal bool HasSum { get; set; }

    internal bool HasSquares { get; set; }

    /// <summary>For each event type that updates the cell, by its index, where the updates come from.</summary>
    internal required IReadOnlyDictionary<int, CellInputs> Inputs { get; init; }

    /// <summary>The window that is asked for; none if for ever.</summary>
    internal long? Window
    {
        init
        {
            if (value is long window)
            {
                _windows.Add(window);
            }
        }
    }

    /// <summary>The cell, once the plan is built.</summary>
    internal Cell Cell => _cell ?? throw new InvalidOperationException("The plan is not built yet.");

    /// <summary>The distances behind the head at which something happens to the cell.</summary>
    internal IEnumerable<long> Offsets => _windows.Select(w => w + Delay).Concat(Delay > 0 ? [Delay] : []);

    internal bool SharesCellWith(CellRequest other) =>
        Family == other.Family && Store == other.Store && Delay == other.Delay && IsNumber == other.IsNumber
        && NumberKind == other.NumberKind && HalfLife == other.HalfLife && Limit == other.Limit
        && Inputs.Count == other.Inputs.Count
        && Inputs.All(i => other.Inputs.TryGetValue(i.Key, out CellInputs? inputs) && i.Value.Equals(inputs));

    internal void Widen(CellRequest other)
    {
        _windows.UnionWith(other._windows);
        HasSum |= other.HasSum;
        HasSquares |= other.HasSquares;
    }

    internal Cell MakeCell() => _cell = new Cell
    {
        Family = Family,
        Store = Store,
        Windows = [.. _windows],
        Delay = Delay,
        IsNumber = IsNumber,
        NumberKind = NumberKind,
        HalfLife = HalfLife,
        Limit = Limit,
        HasSum = HasSum || HasSquares,
        HasSquares = HasSquares,
    };
}
