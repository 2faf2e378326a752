namespace Souk.Core.Definition;

/// <summary>Finds the known name that a misspelt one was meant to be.</summary>
public static class Suggestion
{
    // Longer lists of alternatives are not read.
    private const int MaxListed = 12;

    /// <summary>The end of an error message: the name that was meant, or all that would be right.</summary>
    /// <param name="found">The misspelt name.</param>
    /// <param name="known">The names that would be right.</param>
    /// <param name="what">What they are, in the plural, for the list.</param>
    public static string For(string found, IEnumerable<string> known, string what)
    {
        List<string> names = [.. known.Distinct()];
        if (Nearest(found, names) is string meant)
        {
            return $"; did you mean '{meant}'?";
        }

        return names.Count switch
        {
            0 => $"; there are no {what}",
            <= MaxListed => $"; {what}: {string.Join(", ", names)}",
            _ => $"; {what}: {string.Join(", ", names.Take(MaxListed))} and {names.Count - MaxListed} more",
        };
    }

    private static string? Nearest(string found, List<string> known)
    {
        int allowed = Math.Max(1, found.Length / 3);
        string? best = null;
        foreach (string name in known)
        {
            int distance = Distance(found, name);
            if (distance <= allowed)
            {
                allowed = distance - 1;
                best = name;
            }
        }

        return best;
    }

    // Damerau-Levenshtein with adjacent transpositions (optimal string alignment), without regard to case.
    private static int Distance(string a, string b)
    {
        if (a.Length > DefinitionLimits.MaxNameLength * 2 || Math.Abs(a.Length - b.Length) > a.Length)
        {
            return int.MaxValue;
        }

        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            cost[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                int least = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    least = Math.Min(least, cost[i - 2, j - 2] + 1);
                }

                cost[i, j] = least;
            }
        }

        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
