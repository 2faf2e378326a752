namespace Souk.Learning.Evaluation;

/// <summary>Where a next-item recommender ranked what really came next, case by case.</summary>
public sealed class NextItemReport
{
    private readonly int[] _ranks;

    internal NextItemReport(int[] ranks) => _ranks = ranks;

    /// <summary>The place of the true next item in each case, from 1; 0 where it was never recommended.</summary>
    public ReadOnlySpan<int> Ranks => _ranks;

    /// <summary>The share of cases whose true next item stands among the first <paramref name="cutoff"/>, in [0, 1].
    /// Session papers print it as P@N, HR@N or Recall@N.</summary>
    public double HitRate(int cutoff) => Mean(cutoff, static _ => 1.0);

    /// <summary>The mean of one over the place of the true next item, 0 beyond <paramref name="cutoff"/>.</summary>
    public double ReciprocalRank(int cutoff) => Mean(cutoff, static rank => 1.0 / rank);

    /// <summary>The mean of 1 / log2(place + 1), 0 beyond <paramref name="cutoff"/>: NDCG with one right
    /// item.</summary>
    public double Ndcg(int cutoff) => Mean(cutoff, static rank => 1.0 / Math.Log2(rank + 1));

    private double Mean(int cutoff, Func<int, double> gain)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cutoff, 1);
        double sum = 0;
        foreach (int rank in _ranks)
        {
            sum += rank >= 1 && rank <= cutoff ? gain(rank) : 0;
        }

        return sum / _ranks.Length;
    }
}
