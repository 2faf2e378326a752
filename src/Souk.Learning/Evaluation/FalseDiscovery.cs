namespace Souk.Learning.Evaluation;

/// <summary>Which of many findings to believe, so that few of them are false.</summary>
public static class FalseDiscovery
{
    /// <summary>The Benjamini-Hochberg step-up rule (1995): of the findings that pass, the expected share of false
    /// ones is at most <paramref name="rate"/>.</summary>
    /// <param name="probabilities">The p-value of each finding.</param>
    /// <param name="rate">The share of false findings that is allowed, in (0, 1).</param>
    /// <param name="tests">How many tests were made; at least as many as there are findings, more where the
    /// uninteresting were dropped before.</param>
    /// <returns>The largest p-value that passes, or 0 if none does.</returns>
    public static double Threshold(IEnumerable<double> probabilities, double rate, long tests)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1);
        double[] sorted = [.. probabilities.Order()];
        ArgumentOutOfRangeException.ThrowIfLessThan(tests, sorted.LongLength);
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            if (sorted[i] <= rate * (i + 1) / tests)
            {
                return sorted[i];
            }
        }

        return 0;
    }
}
