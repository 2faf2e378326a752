namespace Souk.Recommend.Evaluation;

/// <summary>How well one list holds what was wanted.</summary>
internal static class ListFigures
{
    /// <summary>The share of what was wanted that is among the first ones.</summary>
    internal static double Recall(IReadOnlyList<string> list, IReadOnlyDictionary<string, double> wanted, int cutoff) =>
        list.Take(cutoff).Count(wanted.ContainsKey) / (double)wanted.Count;

    /// <summary>1 if anything that was wanted is among the first ones, else 0.</summary>
    internal static double Hit(IReadOnlyList<string> list, IReadOnlyDictionary<string, double> wanted, int cutoff) =>
        list.Take(cutoff).Any(wanted.ContainsKey) ? 1 : 0;

    /// <summary>One over the place of the first that was wanted; 0 if none is among the first ones.</summary>
    internal static double ReciprocalRank(
        IReadOnlyList<string> list, IReadOnlyDictionary<string, double> wanted, int cutoff)
    {
        for (int i = 0; i < Math.Min(cutoff, list.Count); i++)
        {
            if (wanted.ContainsKey(list[i]))
            {
                return 1.0 / (i + 1);
            }
        }

        return 0;
    }

    /// <summary>Discounted gain over that of the best order (Järvelin and Kekäläinen, 2002).</summary>
    /// <param name="list">The list.</param>
    /// <param name="wanted">What was wanted, with its worth.</param>
    /// <param name="cutoff">How many of the first ones count.</param>
    /// <param name="gain">What an object counts, by its worth.</param>
    internal static double Ndcg(
        IReadOnlyList<string> list,
        IReadOnlyDictionary<string, double> wanted,
        int cutoff,
        Func<double, double> gain)
    {
        double found = 0;
        for (int i = 0; i < Math.Min(cutoff, list.Count); i++)
        {
            found += wanted.TryGetValue(list[i], out double worth) ? gain(worth) / Math.Log2(i + 2) : 0;
        }

        double best = 0;
        int place = 0;
        foreach (double worth in wanted.Values.OrderDescending().Take(cutoff))
        {
            best += gain(worth) / Math.Log2(place++ + 2);
        }

        return best > 0 ? found / best : 0;
    }
}
