namespace Souk.Recommend.Creators;

/// <summary>
/// Empirical Bayes: what all creators together say of one with few figures. The prior's strength is how many
/// observations it counts as, found by the method of moments from how much creators differ beyond chance.
/// </summary>
/// <param name="Mean">The mean over all observations.</param>
/// <param name="Strength">What the prior counts as, in observations.</param>
internal readonly record struct Shrinkage(double Mean, double Strength)
{
    // Where creators differ no more than by chance, everything says the mean; finite, so that it stays a beta.
    private const double MostStrength = 10_000;

    // Two creators or fewer cannot tell how much creators differ; ten observations outweigh the prior then.
    private const double DefaultStrength = 10;

    /// <summary>A normal prior of means (one-way analysis of variance).</summary>
    internal static Shrinkage OfMeans(IReadOnlyList<(int Count, double Sum, double SumOfSquares)> rows)
    {
        double all = rows.Sum(r => (double)r.Count);
        double mean = all == 0 ? 0 : rows.Sum(r => r.Sum) / all;
        int count = rows.Count(r => r.Count > 0);
        if (count <= 2 || all <= count)
        {
            return new Shrinkage(mean, DefaultStrength);
        }

        double within = 0;
        double between = 0;
        double squares = 0;
        foreach ((int own, double sum, double sumOfSquares) in rows.Where(r => r.Count > 0))
        {
            double off = (sum / own) - mean;
            within += Math.Max(0, sumOfSquares - (sum * sum / own));
            between += own * off * off;
            squares += (double)own * own;
        }

        within /= all - count;
        double usual = (all - (squares / all)) / (count - 1);
        double variance = ((between / (count - 1)) - within) / usual;
        return new Shrinkage(mean, StrengthOf(variance <= 0 ? double.MaxValue : within / variance));
    }

    /// <summary>The estimate of one with a sum over a number of observations.</summary>
    internal double Estimate(double sum, double count) =>
        count + Strength == 0 ? Mean : (sum + (Strength * Mean)) / (count + Strength);

    private static double StrengthOf(double strength) => Math.Clamp(strength, 0, MostStrength);
}
