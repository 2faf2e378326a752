namespace Souk.Learning.Patterns;

/// <summary>Rows that belong together, such as those about one item or of one day: what is seen in one group only may
/// be that group's and nothing else's.</summary>
/// <param name="Name">What the groups are, such as <c>item</c>.</param>
/// <param name="Groups">The group of each row, from 0; -1 for none.</param>
public sealed record RowGrouping(string Name, int[] Groups)
{
    /// <summary>How many groups of equal size would share rows out as widely (the inverse of Simpson's index): 1 where
    /// all are in one, 0 without rows.</summary>
    /// <param name="sizes">The rows of each group.</param>
    public static double EffectiveCount(IReadOnlyCollection<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        double rows = sizes.Sum(n => (double)n);
        return rows == 0 ? 0 : rows * rows / sizes.Sum(n => (double)n * n);
    }
}
