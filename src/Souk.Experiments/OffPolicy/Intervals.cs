using Souk.Learning.Evaluation;

namespace Souk.Experiments.OffPolicy;

/// <summary>Normal confidence intervals of means.</summary>
internal static class Intervals
{
    /// <summary>The mean of terms with its interval; of one term, the term with an unbounded one.</summary>
    internal static Estimate OfMean(ReadOnlySpan<double> terms, double level)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            // Welford, 1962.
            double delta = terms[i] - mean;
            mean += delta / (i + 1);
            squares += delta * (terms[i] - mean);
        }

        double error = terms.Length < 2
            ? double.PositiveInfinity
            : Math.Sqrt(squares / (terms.Length - 1) / terms.Length);
        double reach = NormalDistribution.TwoSidedQuantile(level) * error;
        return new Estimate(mean, error, mean - reach, mean + reach);
    }
}
