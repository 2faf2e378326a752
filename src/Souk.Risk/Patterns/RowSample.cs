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

    /// <summary>Rows as a table of all columns.</summary>
    internal static FeatureTable ToTable(IReadOnlyList<RowColumn> columns, SampledRow[] rows) =>
        ToTable(columns, [.. Enumerable.Range(0, columns.Count)], rows);

    /// <summary>Rows as a table of chosen columns.</summary>
    /// <param name="columns">All columns.</param>
    /// <param name="chosen">Which of them, in the table's order.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="maxAge">What is older, in seconds, counts as this old in columns that grow with the clock.</param>
    internal static FeatureTable ToTable(
        IReadOnlyList<RowColumn> columns, int[] chosen, SampledRow[] rows, float maxAge = float.PositiveInfinity)
    {
        FeatureColumn[] made = new FeatureColumn[chosen.Length];
        for (int c = 0; c < made.Length; c++)
        {
            RowColumn column = columns[chosen[c]];
            float[] cells = new float[rows.Length];
            for (int r = 0; r < cells.Length; r++)
            {
                float cell = rows[r].Cells[chosen[c]];
                cells[r] = column.Grows ? Math.Min(cell, maxAge) : cell;
            }

            made[c] = column.IsCategorical
                ? FeatureColumn.Categorical(
                    column.Path, Array.ConvertAll(cells, v => float.IsNaN(v) ? -1 : (int)v), column.Categories)
                : FeatureColumn.Numeric(column.Path, cells);
        }

        return new FeatureTable(made);
    }

    // The queue drops the smallest priority first, so the largest hash must come first.
    private ulong Priority(long position) => ulong.MaxValue - StableHash.Of(seed, (ulong)position);
}
