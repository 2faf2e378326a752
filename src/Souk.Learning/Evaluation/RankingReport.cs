namespace Souk.Learning.Evaluation;

/// <summary>What a top-N evaluation found: every metric for every evaluated user, and how the recommended items spread
/// over the catalogue.</summary>
public sealed class RankingReport
{
    private readonly double[][][] _perUser;
    private readonly ItemSpread[] _spread;

    internal RankingReport(int[] cutoffs, int[] users, double[][][] perUser, ItemSpread[] spread)
    {
        Cutoffs = cutoffs;
        Users = users;
        _perUser = perUser;
        _spread = spread;
    }

    /// <summary>The list lengths measured at.</summary>
    public IReadOnlyList<int> Cutoffs { get; }

    /// <summary>The users evaluated (those with at least one held-out item), ascending.</summary>
    public IReadOnlyList<int> Users { get; }

    /// <summary>One metric, averaged over the evaluated users.</summary>
    /// <exception cref="ArgumentException">It was not measured at that cutoff.</exception>
    public double Mean(RankingMetric metric, int cutoff)
    {
        double sum = 0;
        ReadOnlySpan<double> values = PerUser(metric, cutoff);
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>One metric for each of <see cref="Users"/>, in their order: what intervals and paired tests
    /// need.</summary>
    /// <exception cref="ArgumentException">It was not measured at that cutoff.</exception>
    public ReadOnlySpan<double> PerUser(RankingMetric metric, int cutoff) => _perUser[IndexOf(cutoff)][(int)metric];

    /// <summary>How the lists of that length spread over the catalogue.</summary>
    /// <exception cref="ArgumentException">It was not measured at that cutoff.</exception>
    public ItemSpread Spread(int cutoff) => _spread[IndexOf(cutoff)];

    private int IndexOf(int cutoff)
    {
        for (int i = 0; i < Cutoffs.Count; i++)
        {
            if (Cutoffs[i] == cutoff)
            {
                return i;
            }
        }

        throw new ArgumentException($"Nothing was measured at {cutoff}, only at " +
            $"{string.Join(", ", Cutoffs)}.", nameof(cutoff));
    }
}
