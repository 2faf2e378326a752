namespace Souk.Learning.Evaluation;

/// <summary>How recommended items spread over the catalogue.</summary>
/// <param name="Coverage">The share of all items that were recommended to anyone, in [0, 1].</param>
/// <param name="Gini">The Gini coefficient of how often each item was recommended: 0 when all equally often, near 1
/// when one item takes everything.</param>
/// <param name="Novelty">The mean self-information of a recommended item, −log2(share of users who have it), in bits
/// (Vargas and Castells, 2011); an item nobody has counts as if one user had it.</param>
public readonly record struct ItemSpread(double Coverage, double Gini, double Novelty)
{
    /// <summary>Computes the spread.</summary>
    /// <param name="recommended">How often each item was recommended.</param>
    /// <param name="popularity">How many users had each before.</param>
    /// <param name="users">How many users there are.</param>
    public static ItemSpread From(ReadOnlySpan<int> recommended, ReadOnlySpan<int> popularity, int users)
    {
        long total = 0;
        int covered = 0;
        double information = 0;
        for (int i = 0; i < recommended.Length; i++)
        {
            total += recommended[i];
            covered += recommended[i] > 0 ? 1 : 0;
            information -= recommended[i] * Math.Log2(Math.Max(1, popularity[i]) / (double)users);
        }

        if (total == 0)
        {
            return new ItemSpread(0, 0, 0);
        }

        int[] sorted = recommended.ToArray();
        Array.Sort(sorted);
        double weighted = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            weighted += ((2.0 * (i + 1)) - sorted.Length - 1) * sorted[i];
        }

        return new ItemSpread(
            (double)covered / sorted.Length, weighted / (sorted.Length * (double)total), information / total);
    }
}
