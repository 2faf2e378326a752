namespace Souk.Features.Cells;

/// <summary>Compares the values of a smallest or largest.</summary>
internal static class Order
{
    /// <summary>Whether an older value is still better than a new one. On equal values the new one lasts
    /// longer.</summary>
    internal static bool KeepsAgainst(Cell cell, long older, long newer)
    {
        int order = cell.IsNumber
            ? BitConverter.Int64BitsToDouble(older).CompareTo(BitConverter.Int64BitsToDouble(newer))
            : older.CompareTo(newer);
        return cell.Family == CellFamily.Maximum ? order > 0 : order < 0;
    }
}
