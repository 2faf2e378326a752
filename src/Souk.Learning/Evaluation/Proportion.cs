namespace Souk.Learning.Evaluation;

/// <summary>Shares of counts, their intervals, and whether two differ.</summary>
public static class Proportion
{
    /// <summary>The share of hits with Wilson's interval (1927), which stays sensible at 0, at 1 and for few
    /// trials.</summary>
    /// <param name="hits">At least 0, at most <paramref name="trials"/>.</param>
    /// <param name="trials">At least 0; without any the interval is all of [0, 1].</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static Estimate Wilson(double hits, double trials, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, hits);
        if (trials == 0)
        {
            return new Estimate(0, 0.5, 0, 1);
        }

        double z = NormalDistribution.TwoSidedQuantile(level);
        double share = hits / trials;
        double scale = 1 + (z * z / trials);
        double centre = (share + (z * z / (2 * trials))) / scale;
        double reach = z / scale * Math.Sqrt((share * (1 - share) / trials) + (z * z / (4 * trials * trials)));
        double error = Math.Sqrt(share * (1 - share) / trials);
        return new Estimate(share, error, Math.Max(0, centre - reach), Math.Min(1, centre + reach));
    }

    /// <summary>The probability, if both shares were the same, of a first share this far above the second: the signed
    /// root of the likelihood ratio as a normal deviate (Wilks, 1938), which holds for small counts too.</summary>
    /// <param name="hits">Hits of the first sample.</param>
    /// <param name="trials">Its trials.</param>
    /// <param name="otherHits">Hits of the second sample.</param>
    /// <param name="otherTrials">Its trials.</param>
    public static double ProbabilityOfExcess(double hits, double trials, double otherHits, double otherTrials)
    {
        if (trials == 0 || otherTrials == 0)
        {
            return 1;
        }

        double share = hits / trials;
        double other = otherHits / otherTrials;
        double pooled = (hits + otherHits) / (trials + otherTrials);
        double ratio = Gain(hits, trials, share, pooled) + Gain(otherHits, otherTrials, other, pooled);
        double tail = NormalDistribution.TwoSidedTail(Math.Sqrt(Math.Max(0, 2 * ratio))) / 2;
        return share > other ? tail : 1 - tail;
    }

    private static double Gain(double hits, double trials, double share, double pooled) =>
        Term(hits, share, pooled) + Term(trials - hits, 1 - share, 1 - pooled);

    private static double Term(double count, double share, double pooled) =>
        count == 0 ? 0 : count * Math.Log(share / pooled);
}
