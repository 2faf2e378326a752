using Souk.Features.Cells;

namespace Souk.Features.Plans;

/// <summary>One thing that a cursor does with a journal record.</summary>
/// <param name="Cell">The cell that changes.</param>
/// <param name="Bit">The cell's bit in the record.</param>
/// <param name="Window">The window that the value leaves, or -1 if it enters now, its delay being over.</param>
/// <param name="HasWeight">Whether the next bit's value is its weight.</param>
internal sealed record CellStep(Cell Cell, int Bit, int Window, bool HasWeight)
{
    internal const int Entry = -1;
}
