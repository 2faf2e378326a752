using Souk.Core.Definition;
using Souk.Features.Cells;
using Souk.Features.Plans;
using Souk.Features.Reading;

namespace Souk.Features.Engine;

/// <summary>Where a feature column is read from: a cell, or other columns.</summary>
internal sealed class ColumnPlan
{
    private DerivedColumn? _derived;

    internal required FeatureColumn Column { get; init; }

    /// <summary>The table, by its number; -1 for ratios and derived features.</summary>
    internal int Table { get; init; } = -1;

    /// <summary>What the cell was asked for as; null for ratios and derived features.</summary>
    internal CellRequest? Request { get; init; }

    /// <summary>The kind of the cell's values.</summary>
    internal ValueKind ValueKind { get; init; }

    /// <summary>The columns that a ratio or derived feature reads, by their indexes.</summary>
    internal int[] Reads { get; init; } = [];

    /// <summary>A derived feature's expression, compiled when it is first read.</summary>
    internal DerivedColumn DerivedColumn(MarketplaceDefinition definition) =>
        _derived ??= new DerivedColumn(definition, Column.Feature);

    internal Cell Cell => Request!.Cell;

    internal AggregateKind Aggregate => Column.Feature.Aggregate;
}
