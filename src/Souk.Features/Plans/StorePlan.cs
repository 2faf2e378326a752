using Souk.Features.Cells;
using Souk.Features.Rows;

namespace Souk.Features.Plans;

/// <summary>The rows of one table: what keys are made of and what stands in a row. A table has one store for windowed
/// cells, whose rows go when their windows are empty, and one for cells that count for ever.</summary>
internal sealed class StorePlan
{
    internal required KeyShape Shape { get; init; }

    /// <summary>Whether rows are given back as soon as no window holds an event.</summary>
    internal required bool IsWindowed { get; init; }

    /// <summary>After how many microseconds without an update a row is forgotten; 0 for never.</summary>
    internal required long Retain { get; init; }

    internal List<Cell> Cells { get; } = [];

    internal int RowBytes { get; private set; }

    /// <summary>Gives every cell its place: counts first, so that they share cache lines, then the rest.</summary>
    /// <exception cref="InvalidOperationException">The row would be larger than a row can be.</exception>
    internal void LayOut()
    {
        int at = RowStore.HeaderBytes(Shape, Retain > 0);
        foreach (Cell cell in Cells)
        {
            cell.CountsAt = at;
            at += cell.CountBytes;
        }

        at = (at + 7) & ~7;
        foreach (Cell cell in Cells)
        {
            cell.At = at;
            at += cell.StateBytes;
        }

        RowBytes = Math.Max(at, sizeof(long));
        if (RowBytes > RowStore.MaxRowBytes)
        {
            throw new InvalidOperationException(
                $"The features of one key need {RowBytes} bytes; at most {RowStore.MaxRowBytes} fit. "
                + "Use fewer features or windows for this key.");
        }
    }
}
