using Souk.Expressions;

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
        if (NearestName.Find(found, names) is string meant)
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
}
