using Souk.Features.Cells;

namespace Souk.Features.Plans;

/// <summary>How events of one type update one cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Condition">The number of the condition that an event must meet, or -1 for none.</param>
/// <param name="Value">The number of the value it brings, or -1 if the cell takes none.</param>
/// <param name="Weight">The number of the weight of the value, or -1 for weight 1.</param>
internal sealed record CellBinding(Cell Cell, int Condition, int Value, int Weight);
