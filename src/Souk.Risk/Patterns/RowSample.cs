using Souk.Core.State;
using Souk.Learning.Data;

namespace Souk.Risk.Patterns;

/// <summary>Rows of a span, at most so many: those with the smallest hashes of their positions, so that the same log
/// gives the same sample whoever takes it.</summary>
internal sealed class RowSample(int max, ulong seed)
{
    private readonly PriorityQueue<SampledRow, ulong> _rows = new();

    /// <summary>How many rows were offered.</summary>
    internal long Offered { get; private set; }

    internal int Count => _rows.Count;

    /// <summary>Whether a row would be kept, so that others need not be made.</summary>
    internal bool Takes(long position) => _rows.Count < max
        || (_rows.TryPeek(out _, out ulong largest) && Priority(position) > largest);

    internal void Offer() => Offered++;

    /// <summary>Adds a row, and drops the one with the largest hash where there are too many.</summary>
    internal void Add(SampledRow row)
    {
        _rows.Enqueue(row, Priority(row.Position.Value));
        if (_rows.Count > max)
        {
            _rows.Dequeue();
        }
    }

    /// <summary>The rows in log order.</summary>
    internal SampledRow[] Rows() =>
        [.. _rows.UnorderedItems.Select(r => r.Element).OrderBy(r => r.Position.Value)];

    /// <summary>Rows as a table.</summary>
    internal static FeatureTable ToTable(IReadOnlyList<RowColumn> columns, SampledRow[] rows) => new(
        [.. columns.Select((column, at) => column.IsCategorical
            ? FeatureColumn.Categorical(
                column.Path, Array.ConvertAll(rows, r => float.IsNaN(r.Cells[at]) ? -1 : (int)r.Cells[at]),
                column.Categories)
            : FeatureColumn.Numeric(column.Path, Array.ConvertAll(rows, r => r.Cells[at])))]);

    // The queue drops the smallest priority first, so the largest hash must come first.
    private ulong Priority(long position) => ulong.MaxValue - StableHash.Of(seed, (ulong)position);
}
