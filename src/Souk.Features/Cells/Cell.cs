using Souk.Features.Rows;

namespace Souk.Features.Cells;

/// <summary>
/// One piece of state in the rows of a table, shared by all features that can be read from it, with all their windows.
/// </summary>
internal sealed class Cell
{
    internal required CellFamily Family { get; init; }

    /// <summary>Which of the plan's stores holds the rows.</summary>
    internal required int Store { get; init; }

    /// <summary>The windows' lengths in microseconds, rising; none for a cell that counts for ever.</summary>
    internal required long[] Windows { get; init; }

    /// <summary>How far behind the log time the windows end, in microseconds.</summary>
    internal long Delay { get; init; }

    /// <summary>Whether values are doubles; otherwise they are whole.</summary>
    internal bool IsNumber { get; init; }

    /// <summary>The entity table's kind for values that are its numbers, else -1.</summary>
    internal int NumberKind { get; init; } = -1;

    internal long HalfLife { get; init; }

    /// <summary>The most values kept, for <see cref="CellFamily.Newest"/> and <see
    /// cref="CellFamily.Heaviest"/>.</summary>
    internal int Limit { get; init; }

    /// <summary>Whether moments keep a sum; set while the plan is built.</summary>
    internal bool HasSum { get; set; }

    /// <summary>Whether moments keep a sum of squares; set while the plan is built.</summary>
    internal bool HasSquares { get; set; }

    /// <summary>For each window the cursor that takes values out.</summary>
    internal int[] Cursors { get; set; } = [];

    /// <summary>The cursor that brings values in, or -1 for the head.</summary>
    internal int EntryCursor { get; set; } = -1;

    /// <summary>Where in the row the counts start, in bytes.</summary>
    internal int CountsAt { get; set; }

    /// <summary>Where in the row the rest starts, in bytes, a multiple of 8.</summary>
    internal int At { get; set; }

    /// <summary>How many counts there are: one a window, or one for ever.</summary>
    internal int Slots => Math.Max(1, Windows.Length);

    internal bool IsWindowed => Windows.Length > 0;

    /// <summary>The longest window.</summary>
    internal int LastWindow => Windows.Length - 1;

    internal int SquaresAt => At + (Slots * SumBytes);

    internal const int SumBytes = 16;

    /// <summary>The bytes of the counts.</summary>
    internal int CountBytes => Family is CellFamily.Moments or CellFamily.Distinct ? Slots * sizeof(uint) : 0;

    /// <summary>The bytes of the rest.</summary>
    internal int StateBytes => Family switch
    {
        CellFamily.Moments => Slots * SumBytes * ((HasSum ? 1 : 0) + (HasSquares ? 1 : 0)),
        CellFamily.Distinct => sizeof(long),
        CellFamily.Sketch => sizeof(long),
        _ => 16,
    };

    /// <summary>Whether an update carries a value.</summary>
    internal bool TakesValue => Family != CellFamily.Moments || HasSum;

    /// <summary>Whether the journal must carry the value for <see cref="Cursors"/>.</summary>
    internal bool LeavesWithValue => Family == CellFamily.Distinct || (Family == CellFamily.Moments && HasSum);
}
