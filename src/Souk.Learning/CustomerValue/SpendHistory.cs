namespace Souk.Learning.CustomerValue;

/// <summary>What the spend model needs of one customer.</summary>
public readonly record struct SpendHistory
{
    /// <summary>Makes a history.</summary>
    /// <param name="purchases">How many purchases the mean is of, at least 1 (repeat purchases, by custom).</param>
    /// <param name="meanValue">Their mean value, above 0, in any one currency.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public SpendHistory(int purchases, double meanValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(purchases, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(meanValue);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(meanValue), false);
        (Purchases, MeanValue) = (purchases, meanValue);
    }

    /// <summary>How many purchases the mean is of.</summary>
    public int Purchases { get; }

    /// <summary>The mean value of the purchases.</summary>
    public double MeanValue { get; }
}
