namespace Souk.Expressions;

/// <summary>Finds the name that was probably meant (restricted Damerau-Levenshtein distance).</summary>
internal static class Suggestion
{
    /// <summary>The end of a message, such as <c>; did you mean 'amount'?</c>, or nothing.</summary>
    public static string For(string written, IEnumerable<string> known)
    {
        // One typing error in three letters is a slip; more is another word.
        int limit = Math.Max(1, written.Length / 3);
        string? best = null;
        int least = limit + 1;
        foreach (string candidate in known.Order(StringComparer.Ordinal))
        {
            int distance = Distance(written.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least && distance < candidate.Length)
                (best, least) = (candidate, distance);
        }

        return best is null ? "" : $"; did you mean '{best}'?";
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
