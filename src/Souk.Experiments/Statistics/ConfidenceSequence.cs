namespace Souk.Experiments.Statistics;

/// <summary>
/// An interval that holds at all times at once, so a running experiment may be looked at whenever one likes: asymptotic
/// confidence sequences by Robbins' normal mixture (Waudby-Smith, Arbour, Sinha, Kennedy &amp; Ramdas, Time-uniform
/// central limit theory and asymptotic confidence sequences, 2021).
/// </summary>
public static class ConfidenceSequence
{
    /// <summary>Below this many units a variant's mean is not near enough to normal for any interval.</summary>
    public const int MinUnitsPerVariant = 100;

    /// <summary>Half the width of the interval.</summary>
    /// <param name="standardError">The standard error of the estimate at present.</param>
    /// <param name="units">The units seen so far, all variants together.</param>
    /// <param name="plannedUnits">The number of units at which the interval should be tightest, at least 1.</param>
    /// <param name="alpha">The chance that the interval ever misses the truth, in (0, 1).</param>
    public static double HalfWidth(double standardError, long units, long plannedUnits, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(plannedUnits, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(alpha, 1);
        double mixture = (-2 * Math.Log(alpha) + Math.Log(1 - (2 * Math.Log(alpha)))) / plannedUnits;
        double v = units * mixture;
        return standardError * Math.Sqrt(2 * (v + 1) / v * Math.Log(Math.Sqrt(v + 1) / alpha));
    }

    /// <summary>How many units an experiment of two equal variants needs, so that it ends with a result at this many at
    /// the latest with the promised power.</summary>
    /// <param name="variance">The variance of the metric over units.</param>
    /// <param name="effect">The smallest difference of means worth finding, not 0.</param>
    /// <param name="alpha">The chance of a false alarm.</param>
    /// <param name="power">The chance to find the effect, in (0, 1). Default 0.8.</param>
    public static long RequiredUnits(double variance, double effect, double alpha = 0.05, double power = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variance);
        ArgumentOutOfRangeException.ThrowIfZero(effect);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(power);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(power, 1);
        double z = OneSidedQuantile(power);
        long low = 1;
        long high = 2 * MinUnitsPerVariant;
        while (!Suffices(high, variance, effect, alpha, z))
        {
            low = high;
            high = checked(high * 2);
        }

        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            (low, high) = Suffices(middle, variance, effect, alpha, z) ? (low, middle) : (middle, high);
        }

        return high;
    }

    private static bool Suffices(long units, double variance, double effect, double alpha, double z)
    {
        double error = Math.Sqrt(4 * variance / units);
        return Math.Abs(effect) >= HalfWidth(error, units, units, alpha) + (z * error);
    }

    // The z with P(Z ≤ z) = p.
    private static double OneSidedQuantile(double p) =>
        p >= 0.5
            ? Souk.Learning.Evaluation.NormalDistribution.TwoSidedQuantile((2 * p) - 1)
            : -Souk.Learning.Evaluation.NormalDistribution.TwoSidedQuantile(1 - (2 * p));
}
