namespace Souk.Expressions;

/// <summary>Finds the known name that a misspelt one was probably meant to be (Damerau-Levenshtein distance with adjacent
/// transpositions, without regard to case).</summary>
public static class NearestName
{
    // What is longer is no slip of a name; the table of distances would be large.
    private const int LongestName = 128;

    /// <summary>The name that was meant.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="known">The names that would be right.</param>
    /// <returns>The nearest of them, of equally near ones the first; null if none is near: one error in three letters is a
    /// slip, more is another word.</returns>
    public static string? Find(string written, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(known);
        if (written.Length > LongestName)
            return null;

        int least = Math.Max(1, written.Length / 3) + 1;
        string? best = null;
        foreach (string name in known)
        {
            if (Math.Abs(name.Length - written.Length) >= least)
                continue;
            int distance = Distance(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < least && distance < name.Length)
                (best, least) = (name, distance);
        }

        return best;
    }

    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
