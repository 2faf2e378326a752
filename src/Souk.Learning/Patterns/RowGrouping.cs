namespace Souk.Learning.Patterns;

/// <summary>Rows that belong together, such as those about one item or of one day: what is seen in one group only may be
/// that group's and nothing else's.</summary>
/// <param name="Name">What the groups are, such as <c>item</c>.</param>
/// <param name="Groups">The group of each row, from 0; -1 for none.</param>
public sealed record RowGrouping(string Name, int[] Groups);
