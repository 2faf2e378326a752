namespace Souk.Learning.Drift;

/// <summary>How far a column has moved from its reference.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Index">The population stability index, 0 for no change. By custom (Siddiqi, 2006) below 0.1 is stable
/// and above 0.25 a shift; <paramref name="NoiseLevel"/> says what chance alone gives.</param>
/// <param name="NoiseLevel">The index that chance alone exceeds in one of a hundred cases at these numbers of
/// rows.</param>
/// <param name="ReferenceMissing">The share of missing values in the reference.</param>
/// <param name="RecentMissing">The share of missing values in the recent rows.</param>
/// <param name="Bins">Where the shift is.</param>
public sealed record ColumnShift(
    string Column,
    double Index,
    double NoiseLevel,
    double ReferenceMissing,
    double RecentMissing,
    IReadOnlyList<ShiftBin> Bins)
{
    /// <summary>Whether the column has moved: past the custom of 0.25 and past what chance explains.</summary>
    public bool IsShifted => Index > Math.Max(PopulationStability.ShiftAbove, NoiseLevel);
}
