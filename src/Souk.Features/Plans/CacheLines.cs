using Souk.Features.Cells;

namespace Souk.Features.Plans;

/// <summary>Which places of a row to fetch so that the cache has all bytes that an update touches.</summary>
internal static class CacheLines
{
    private const int LineBytes = 64;
    private const int UnitBytes = 8;

    /// <summary>What the entry of one value into cells touches, all their windows and the row's header, as distances
    /// from the row in units of 8 bytes, one a line.</summary>
    internal static uint[] OfEntry(IEnumerable<Cell> cells) => ToUnits(cells.SelectMany(c =>
        Range(c.CountsAt, c.CountBytes).Concat(Range(c.At, c.StateBytes))));

    /// <summary>What steps of a cursor touch.</summary>
    internal static uint[] OfSteps(IEnumerable<CellStep> steps) => ToUnits(steps.SelectMany(OfStep));

    private static IEnumerable<int> OfStep(CellStep step)
    {
        Cell cell = step.Cell;
        if (step.Window < 0 || cell.CountBytes == 0)
        {
            return Range(cell.CountsAt, cell.CountBytes).Concat(Range(cell.At, cell.StateBytes));
        }

        int sums = cell.At + (step.Window * Cell.SumBytes);
        return
        [
            cell.CountsAt + (step.Window * sizeof(uint)),
            .. cell.HasSum ? [sums] : Array.Empty<int>(),
            .. cell.HasSquares ? [sums + (cell.SquaresAt - cell.At)] : Array.Empty<int>(),
        ];
    }

    private static IEnumerable<int> Range(int from, int bytes)
    {
        for (int at = from; at < from + bytes; at += LineBytes)
        {
            yield return at;
        }

        if (bytes > 0)
        {
            yield return from + bytes - 1;
        }
    }

    private static uint[] ToUnits(IEnumerable<int> bytes)
    {
        IEnumerable<int> lines = bytes.Append(0).Select(b => b / LineBytes).Distinct().Order();
        return [.. lines.Select(line => (uint)(line * LineBytes / UnitBytes))];
    }
}
