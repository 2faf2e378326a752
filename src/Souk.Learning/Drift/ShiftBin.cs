namespace Souk.Learning.Drift;

/// <summary>One part of a column's range.</summary>
/// <param name="Name">What it holds: a range such as <c>[1.5, 4)</c>, a category's code, or <c>missing</c>.</param>
/// <param name="ReferenceShare">The share of the reference rows in it.</param>
/// <param name="RecentShare">The share of the recent rows in it.</param>
/// <param name="Part">What it adds to the column's index.</param>
public sealed record ShiftBin(string Name, double ReferenceShare, double RecentShare, double Part);
