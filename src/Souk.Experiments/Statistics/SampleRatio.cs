namespace Souk.Experiments.Statistics;

/// <summary>Whether the variants got the shares of units that they should have: if not, something loses units of one
/// variant, and no result can be trusted (Fabijan et al., 2019). Pearson's chi-squared test.</summary>
public static class SampleRatio
{
    /// <summary>Below this probability the shares count as wrong. Strict, since it is looked at again and
    /// again.</summary>
    public const double AlarmBelow = 0.0005;

    /// <summary>The probability of shares at least this far from the planned ones by chance.</summary>
    /// <param name="counts">Units of each variant.</param>
    /// <param name="weights">The planned weight of each variant, above 0.</param>
    public static double Probability(ReadOnlySpan<long> counts, ReadOnlySpan<double> weights)
    {
        if (counts.Length != weights.Length || counts.Length < 2)
        {
            throw new ArgumentException($"{counts.Length} counts and {weights.Length} weights: two of each at least.");
        }

        double total = 0;
        double weight = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            weight += weights[i];
        }

        if (total == 0)
        {
            return 1;
        }

        double statistic = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = total * weights[i] / weight;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }

        return ChiSquared.UpperTail(statistic, counts.Length - 1);
    }
}
