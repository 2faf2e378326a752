using Souk.Recommend.Ranking;

namespace Souk.Recommend.Training;

/// <summary>How well an order or a chance does on rows of held-out time.</summary>
internal static class RankJudge
{
    private const double SmallestChance = 1e-7;

    /// <summary>
    /// The discounted value of each request with a goal, over the mean of what the best orders would have given, so
    /// that the mean over requests is the value-weighted NDCG of all together. A request's own best is no measure:
    /// where a page has one goal, it would count the same whether that was worth one or a thousand, and an order by
    /// expected value would lose to one by chance alone.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The first row after them.</param>
    /// <param name="scores">What rows from <paramref name="from"/> on are ordered by, the largest first.</param>
    internal static double[] ValueNdcg(RankRows rows, int from, int to, double[] scores)
    {
        List<double> found = [];
        double ideals = 0;
        for (int request = 0; request < rows.Requests; request++)
        {
            int first = rows.Start(request);
            int count = rows.Start(request + 1) - first;
            if (first < from || first >= to || count < 2)
            {
                continue;
            }

            int[] order = [.. Enumerable.Range(first, count)];
            Array.Sort(order, (a, b) => Math.Max(rows[b].Value, 0).CompareTo(Math.Max(rows[a].Value, 0)));
            double ideal = Gain(rows, order);
            if (ideal > 0)
            {
                Array.Sort(order, (a, b) => scores[a - from] == scores[b - from]
                    ? string.CompareOrdinal(rows[a].Object, rows[b].Object)
                    : scores[b - from].CompareTo(scores[a - from]));
                found.Add(Gain(rows, order));
                ideals += ideal;
            }
        }

        return [.. found.Select(gain => gain * found.Count / ideals)];
    }

    /// <summary>The expected value of each row by a ranker, as serving orders: as if it was shown at the first
    /// place.</summary>
    internal static double[] ExpectedValues(RankRows rows, int from, int to, RankModel model)
    {
        double[] values = new double[to - from];
        ForEach(rows, from, to, model, isServed: true, (row, cells) =>
            values[row - from] = model.Probability(cells, rows.NegativeRate) * rows[row].Worth);
        return values;
    }

    /// <summary>The chance of the goal of each row by a ranker, at the place where it was shown.</summary>
    internal static double[] Chances(RankRows rows, int from, int to, RankModel model)
    {
        double[] chances = new double[to - from];
        ForEach(rows, from, to, model, isServed: false, (row, cells) =>
            chances[row - from] = model.Probability(cells, rows.NegativeRate));
        return chances;
    }

    /// <summary>The log loss of each row, in nats.</summary>
    internal static double[] LogLosses(RankRows rows, int from, double[] chances)
    {
        double[] losses = new double[chances.Length];
        for (int i = 0; i < losses.Length; i++)
        {
            double chance = rows[from + i].IsGoal ? chances[i] : 1 - chances[i];
            losses[i] = -Math.Log(Math.Max(SmallestChance, chance));
        }

        return losses;
    }

    /// <summary>The fused recall score of each row.</summary>
    internal static double[] RecallScores(RankRows rows, int from, int to)
    {
        double[] scores = new double[to - from];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = rows[from + i].Recall;
        }

        return scores;
    }

    private static double Gain(RankRows rows, int[] order)
    {
        double gain = 0;
        for (int place = 0; place < order.Length; place++)
        {
            gain += Math.Max(rows[order[place]].Value, 0) / Math.Log2(2 + place);
        }

        return gain;
    }

    private static void ForEach(
        RankRows rows, int from, int to, RankModel model, bool isServed, Action<int, float[]> take)
    {
        Dictionary<string, int> places = rows.Names.Index().ToDictionary(n => n.Item, n => n.Index);
        int[] map = [.. model.Names.Select(n => places[n])];
        float[] cells = new float[map.Length];
        int place = places[FeatureNames.Place];
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<float> values = rows.Values(row, row + 1);
            for (int i = 0; i < map.Length; i++)
            {
                cells[i] = isServed && map[i] == place ? 1 : values[map[i]];
            }

            take(row, cells);
        }
    }
}
