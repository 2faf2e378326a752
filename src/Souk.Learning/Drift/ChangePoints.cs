namespace Souk.Learning.Drift;

/// <summary>
/// Finds the points where the rate of hits in a series of counts changed: optimal partitioning of binomial counts by
/// dynamic programming (Jackson et al., 2005), a penalty for each change. Time grows with the square of the steps: a
/// tenth of a second at <see cref="MaxSteps"/>.
/// </summary>
public static class ChangePoints
{
    /// <summary>The longest series: half a year of hours, or thirteen years of days.</summary>
    public const int MaxSteps = 5_000;

    /// <summary>Finds the changes.</summary>
    /// <param name="hits">Hits of each step, at least 0 and at most the step's trials.</param>
    /// <param name="trials">Trials of each step.</param>
    /// <param name="penalty">The gain in log-likelihood that a change must bring; null (the default) for 2 ln(n),
    /// which keeps a series without a change whole in nearly all cases.</param>
    /// <param name="minSteps">The fewest steps between changes, at least 1. Default 3.</param>
    public static IReadOnlyList<RateChange> Find(
        ReadOnlySpan<double> hits, ReadOnlySpan<double> trials, double? penalty = null, int minSteps = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minSteps, 1);
        if (hits.Length != trials.Length || hits.Length > MaxSteps)
        {
            throw new ArgumentException(
                $"{hits.Length} hits and {trials.Length} trials: as many of both are needed, at most {MaxSteps}.");
        }

        int n = hits.Length;
        double[] sumHits = new double[n + 1];
        double[] sumTrials = new double[n + 1];
        for (int i = 0; i < n; i++)
        {
            if (!(hits[i] >= 0 && hits[i] <= trials[i]))
            {
                throw new ArgumentException($"Step {i} has {hits[i]} hits of {trials[i]} trials.");
            }

            sumHits[i + 1] = sumHits[i] + hits[i];
            sumTrials[i + 1] = sumTrials[i] + trials[i];
        }

        if (n < 2 * minSteps)
        {
            return [];
        }

        int[] starts = Segment(sumHits, sumTrials, penalty ?? (2 * Math.Log(n)), minSteps);
        return Describe(starts, sumHits, sumTrials);
    }

    // best[t] is the least cost of the first t steps.
    private static int[] Segment(double[] hits, double[] trials, double penalty, int minSteps)
    {
        int n = hits.Length - 1;
        double[] best = new double[n + 1];
        int[] from = new int[n + 1];
        Array.Fill(best, double.PositiveInfinity);
        best[0] = -penalty;
        for (int t = minSteps; t <= n; t++)
        {
            for (int s = 0; s <= t - minSteps; s = s == 0 ? minSteps : s + 1)
            {
                double cost = best[s] + Cost(hits, trials, s, t) + penalty;
                if (cost < best[t])
                {
                    (best[t], from[t]) = (cost, s);
                }
            }
        }

        List<int> starts = [];
        for (int t = n; t > 0; t = from[t])
        {
            starts.Add(from[t]);
        }

        starts.Reverse();
        return [.. starts];
    }

    private static List<RateChange> Describe(int[] starts, double[] hits, double[] trials)
    {
        List<RateChange> changes = [];
        for (int i = 1; i < starts.Length; i++)
        {
            int end = i + 1 < starts.Length ? starts[i + 1] : hits.Length - 1;
            double gain = Cost(hits, trials, starts[i - 1], end) - Cost(hits, trials, starts[i - 1], starts[i])
                - Cost(hits, trials, starts[i], end);
            changes.Add(new RateChange(
                starts[i], Rate(hits, trials, starts[i - 1], starts[i]), Rate(hits, trials, starts[i], end), gain));
        }

        return changes;
    }

    private static double Rate(double[] hits, double[] trials, int from, int to) =>
        trials[to] == trials[from] ? 0 : (hits[to] - hits[from]) / (trials[to] - trials[from]);

    // The negative log-likelihood at the segment's own rate.
    private static double Cost(double[] hits, double[] trials, int from, int to)
    {
        double k = hits[to] - hits[from];
        double m = trials[to] - trials[from] - k;
        return -(Term(k, k + m) + Term(m, k + m));
    }

    private static double Term(double count, double all) => count <= 0 ? 0 : count * Math.Log(count / all);
}
