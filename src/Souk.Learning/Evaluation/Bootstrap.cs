using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Evaluation;

/// <summary>Confidence intervals by resampling rows with replacement (Efron, 1979), percentile method. Draw b of a seed
/// is the same whatever the number of threads.</summary>
public static class Bootstrap
{
    /// <summary>The interval of any statistic of rows.</summary>
    /// <param name="rows">The number of rows (users, cases), at least 1.</param>
    /// <param name="statistic">Computes the figure from row numbers, which may repeat; called from several
    /// threads.</param>
    /// <param name="resamples">How many draws, 10 to 1,000,000; default 1,000.</param>
    /// <param name="level">The confidence, in (0, 1); default 0.95.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="threads">Worker threads; 0 means one a processor.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static Estimate Interval(
        int rows,
        Func<int[], double> statistic,
        int resamples = 1_000,
        double level = 0.95,
        ulong seed = 1,
        int threads = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        OptionCheck.Range(resamples, 10, 1_000_000, nameof(resamples));
        BinaryEvaluation.CheckLevel(level);
        double[] draws = new double[resamples];
        WorkPartition.ForBlocks(
            resamples,
            1,
            threads,
            (draw, _, _) =>
            {
                var random = new SeededRandom(seed, (ulong)draw + 1);
                int[] picked = new int[rows];
                for (int i = 0; i < rows; i++)
                {
                    picked[i] = random.Next(rows);
                }

                draws[draw] = statistic(picked);
            },
            cancellation);
        int[] all = [.. Enumerable.Range(0, rows)];
        return Summarize(statistic(all), draws, level);
    }

    /// <summary>The mean of values, for example a metric of each user, with its interval.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Estimate Mean(
        ReadOnlySpan<double> values, int resamples = 1_000, double level = 0.95, ulong seed = 1, int threads = 0)
    {
        double[] copy = values.ToArray();
        return Interval(
            copy.Length,
            rows =>
            {
                double sum = 0;
                foreach (int row in rows)
                {
                    sum += copy[row];
                }

                return sum / rows.Length;
            },
            resamples,
            level,
            seed,
            threads);
    }

    private static Estimate Summarize(double value, double[] draws, double level)
    {
        Array.Sort(draws);
        double mean = draws.Sum() / draws.Length;
        double squares = draws.Sum(d => (d - mean) * (d - mean));
        return new Estimate(
            value,
            Math.Sqrt(squares / (draws.Length - 1)),
            Quantile(draws, (1 - level) / 2),
            Quantile(draws, (1 + level) / 2));
    }

    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int low = (int)at;
        int high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((at - low) * (sorted[high] - sorted[low]));
    }
}
