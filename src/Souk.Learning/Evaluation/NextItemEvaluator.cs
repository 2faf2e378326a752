using System.Buffers;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Evaluation;

/// <summary>Evaluates a next-item recommender: each case is a session so far and the item that really came next, ranked
/// among all items (also those already in the session). Equal scores rank the lower item number first. The result is
/// the same for any number of threads.</summary>
public static class NextItemEvaluator
{
    private const int CasesPerBlock = 64;

    /// <summary>Ranks the true next item of every case.</summary>
    /// <param name="scorer">The recommender.</param>
    /// <param name="prefixes">The sessions so far.</param>
    /// <param name="targets">The item that came next in each.</param>
    /// <param name="threads">Worker threads; 0 means one a processor.</param>
    /// <param name="cancellation">Ends the evaluation early.</param>
    /// <exception cref="ArgumentException">The numbers of cases or items do not agree, or there are no
    /// cases.</exception>
    public static NextItemReport Evaluate(
        INextItemScorer scorer,
        ItemSequences prefixes,
        IReadOnlyList<int> targets,
        int threads = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(prefixes);
        ArgumentNullException.ThrowIfNull(targets);
        if (prefixes.Count != targets.Count || prefixes.Count == 0)
        {
            throw new ArgumentException(
                $"Every session needs one next item and there must be one at least; got {prefixes.Count} sessions " +
                $"and {targets.Count} next items.");
        }

        if (prefixes.ItemCount > scorer.Items)
        {
            throw new ArgumentException($"The sessions have {prefixes.ItemCount} items, the scorer knows " +
                $"{scorer.Items}.");
        }

        int[] ranks = new int[targets.Count];
        WorkPartition.ForBlocks(targets.Count, CasesPerBlock, threads, Rank, cancellation);
        return new NextItemReport(ranks);

        void Rank(int block, int from, int to)
        {
            float[] buffer = ArrayPool<float>.Shared.Rent(scorer.Items);
            Span<float> scores = buffer.AsSpan(0, scorer.Items);
            for (int i = from; i < to; i++)
            {
                scorer.Score(prefixes[i], scores);
                ranks[i] = RankOf(scores, targets[i]);
            }

            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    private static int RankOf(ReadOnlySpan<float> scores, int target)
    {
        float own = scores[target];
        if (!(own > float.NegativeInfinity))
        {
            return 0;
        }

        int rank = 1;
        for (int i = 0; i < scores.Length; i++)
        {
            rank += scores[i] > own || (scores[i] == own && i < target) ? 1 : 0;
        }

        return rank;
    }
}
