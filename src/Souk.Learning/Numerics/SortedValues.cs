using System.Numerics;

namespace Souk.Learning.Numerics;

/// <summary>Looks values up among sorted ones.</summary>
public static class SortedValues
{
    /// <summary>How many values are below a value, which is where the first one at or above it stands.</summary>
    /// <param name="sorted">The values, ascending, without NaN.</param>
    /// <param name="value">The value.</param>
    /// <param name="orEqual">Whether those equal to it count as well.</param>
    public static int CountBelow<T>(ReadOnlySpan<T> sorted, T value, bool orEqual = false)
        where T : IComparisonOperators<T, T, bool>
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
