using System.Buffers;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Evaluation;

/// <summary>
/// Evaluates a recommender by its top-N lists: each user's best N items among those the user does not have yet, against
/// the items held out for that user. Every item is ranked; no sampled negatives, whose figures mislead (Krichene and
/// Rendle, 2020). Equal scores rank the lower item number first. The result is the same for any number of threads.
/// </summary>
public static class RankingEvaluator
{
    private static readonly int MetricCount = Enum.GetValues<RankingMetric>().Length;

    /// <summary>Scores, ranks and measures every user that has held-out items.</summary>
    /// <param name="scorer">The recommender.</param>
    /// <param name="seen">Users × items: what each user has already, which is never recommended.</param>
    /// <param name="held">Users × items: what was held out for each user. The values do not matter.</param>
    /// <param name="options">Cutoffs and threads, or null for the defaults.</param>
    /// <param name="cancellation">Ends the evaluation early.</param>
    /// <exception cref="ArgumentException">The shapes differ, or no user has a held-out item.</exception>
    public static RankingReport Evaluate(
        IUserScorer scorer,
        SparseMatrix seen,
        SparseMatrix held,
        RankingOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(held);
        options ??= new RankingOptions();
        options.Validate();
        CheckShape(scorer, seen, "seen");
        CheckShape(scorer, held, "held-out");
        int[] users = [.. Enumerable.Range(0, held.Rows).Where(u => held.RowStarts[u] < held.RowStarts[u + 1])];
        if (users.Length == 0)
        {
            throw new ArgumentException("No user has a held-out item, so there is nothing to evaluate.", nameof(held));
        }

        int[] cutoffs = [.. options.Cutoffs];
        double[][][] perUser = Allocate(cutoffs.Length, users.Length);
        int[][] lists = new int[users.Length][];
        WorkPartition.ForBlocks(
            users.Length,
            options.UsersPerBlock,
            options.Threads,
            (_, from, to) => EvaluateBlock(scorer, seen, held, users, from, to, cutoffs, perUser, lists),
            cancellation);
        return new RankingReport(cutoffs, users, perUser, MeasureSpread(seen, cutoffs, lists));
    }

    private static void CheckShape(IUserScorer scorer, SparseMatrix matrix, string name)
    {
        if (matrix.Rows != scorer.Users || matrix.Columns != scorer.Items)
        {
            throw new ArgumentException(
                $"The {name} matrix is {matrix.Rows} × {matrix.Columns}, but the scorer knows {scorer.Users} users " +
                $"and {scorer.Items} items.");
        }
    }

    private static double[][][] Allocate(int cutoffs, int users)
    {
        double[][][] perUser = new double[cutoffs][][];
        for (int c = 0; c < cutoffs; c++)
        {
            perUser[c] = new double[MetricCount][];
            for (int m = 0; m < MetricCount; m++)
            {
                perUser[c][m] = new double[users];
            }
        }

        return perUser;
    }

    private static void EvaluateBlock(
        IUserScorer scorer, SparseMatrix seen, SparseMatrix held, int[] users, int from, int to, int[] cutoffs,
        double[][][] perUser, int[][] lists)
    {
        int items = scorer.Items;
        int longest = cutoffs.Max();
        float[] buffer = ArrayPool<float>.Shared.Rent(checked((to - from) * items));
        Span<float> scores = buffer.AsSpan(0, (to - from) * items);
        int[] top = new int[longest];
        float[] values = new float[longest];
        bool[] hits = new bool[longest];
        scorer.Score(users.AsSpan(from, to - from), scores);
        for (int u = from; u < to; u++)
        {
            Span<float> own = scores.Slice((u - from) * items, items);
            foreach (int item in seen.RowColumns(users[u]))
            {
                own[item] = float.NegativeInfinity;
            }

            int found = TopSelector.Select(own, top, values);
            lists[u] = top[..found];
            ReadOnlySpan<int> wanted = held.RowColumns(users[u]);
            for (int i = 0; i < longest; i++)
            {
                hits[i] = i < found && wanted.BinarySearch(top[i]) >= 0;
            }

            for (int c = 0; c < cutoffs.Length; c++)
            {
                Measure(hits.AsSpan(0, cutoffs[c]), wanted.Length, perUser[c], u);
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void Measure(ReadOnlySpan<bool> hits, int wanted, double[][] metrics, int user)
    {
        int found = 0;
        double gain = 0;
        double ideal = 0;
        double precisions = 0;
        double reciprocal = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            double discount = 1 / Math.Log2(i + 2);
            ideal += i < wanted ? discount : 0;
            if (!hits[i])
            {
                continue;
            }

            found++;
            gain += discount;
            precisions += (double)found / (i + 1);
            reciprocal = found == 1 ? 1.0 / (i + 1) : reciprocal;
        }

        double precision = (double)found / hits.Length;
        double recall = (double)found / wanted;
        metrics[(int)RankingMetric.Recall][user] = recall;
        metrics[(int)RankingMetric.Ndcg][user] = gain / ideal;
        metrics[(int)RankingMetric.AveragePrecision][user] = precisions / Math.Min(hits.Length, wanted);
        metrics[(int)RankingMetric.ReciprocalRank][user] = reciprocal;
        metrics[(int)RankingMetric.HitRate][user] = found > 0 ? 1 : 0;
        metrics[(int)RankingMetric.Precision][user] = precision;
        metrics[(int)RankingMetric.F1][user] = found == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static ItemSpread[] MeasureSpread(SparseMatrix seen, int[] cutoffs, int[][] lists)
    {
        int[] popularity = new int[seen.Columns];
        foreach (int item in seen.ColumnIndices)
        {
            popularity[item]++;
        }

        ItemSpread[] spread = new ItemSpread[cutoffs.Length];
        for (int c = 0; c < cutoffs.Length; c++)
        {
            int[] recommended = new int[seen.Columns];
            foreach (int[] list in lists)
            {
                for (int i = 0; i < Math.Min(cutoffs[c], list.Length); i++)
                {
                    recommended[list[i]]++;
                }
            }

            spread[c] = ItemSpread.From(recommended, popularity, seen.Rows);
        }

        return spread;
    }
}
