using Souk.Core.Definition;

namespace Souk.Bench.Recommend;

/// <summary>The shipped definition with the baselines of closed loops beside its surfaces.</summary>
internal static class LoopDefinition
{
    /// <summary>What is sought after, the same for everybody.</summary>
    internal const string Popular = "popular_baseline";

    /// <summary>Item neighbours alone; popular items where there are none.</summary>
    internal const string Neighbours = "neighbours_baseline";

    /// <summary>What creators sell, the same for every creator.</summary>
    internal const string CreatorPopular = "creator_popular_baseline";

    /// <summary>Item neighbours for creators.</summary>
    internal const string CreatorNeighbours = "creator_neighbours_baseline";

    private const string Shopping =
        "for: shopper, of: item, goal: order_line, value: event.amount, signals: { impression: 0, view: 1, click: 2, "
        + "favourite: 3, add_to_cart: 4, remove_from_cart: -2, order_line: 8, return: -6 }, ranker: recall";

    private const string Creating =
        "for: creator, of: item, goal: live_sale, value: event.commission, half_life: 14d, "
        + "signals: { promote: 2, live_sale: 8 }, ranker: recall";

    /// <summary>The definition with the baselines.</summary>
    internal static string Text { get; } = DefinitionLoader.ShippedText.Replace(
        "\nsurfaces:\n",
        "\nsurfaces:\n"
        + $"  {Popular}: {{ {Shopping}, sources: trending }}\n"
        + $"  {Neighbours}: {{ {Shopping}, sources: neighbours, groups: [category], fallback: {Popular} }}\n"
        + $"  {CreatorPopular}: {{ {Creating}, sources: trending }}\n"
        + $"  {CreatorNeighbours}: {{ {Creating}, sources: neighbours, groups: [category], "
        + $"fallback: {CreatorPopular} }}\n",
        StringComparison.Ordinal);

    /// <summary>The same, and rankers are not corrected between trainings.</summary>
    internal static string Offline { get; } = Without("    online: true\n");

    /// <summary>The same, and nothing is hidden because it was bought or shown in vain: simulated shoppers do not tire
    /// of an item, and one that they have bought is worth as much to them as before.</summary>
    internal static string Untiring { get; } = Without(", hide_bought: 7d, hide_after_shown: 8");

    private static string Without(string part)
    {
        string text = Text.Replace(part, "", StringComparison.Ordinal);
        return text.Length == Text.Length - part.Length ? text
            : throw new InvalidOperationException($"The shipped definition no longer has one '{part}'.");
    }

    /// <summary>The same, where the shipped surface for shoppers knows of new items only what others do with
    /// them.</summary>
    internal static string WithoutNewItems()
    {
        int start = Text.IndexOf("\n  for_you:\n", StringComparison.Ordinal);
        int end = Text.IndexOf("\n  similar_items:\n", StringComparison.Ordinal);
        string without = Text[start..end].Replace("new_objects, ", "", StringComparison.Ordinal)
            .Replace("content, ", "", StringComparison.Ordinal)
            .Replace(" new_objects: 0.05,", "", StringComparison.Ordinal);
        return Text[..start] + without + Text[end..];
    }

    /// <summary>The same with more sources for the shipped surface for shoppers.</summary>
    internal static string With(params IReadOnlyList<RecallSource> more)
    {
        const string sources = "    sources: [neighbours, factors, co_viewed, ";
        string added = string.Concat(more.Select(s => $"{WordForm.Of(s)}, "));
        int forYou = Text.IndexOf("\n  for_you:\n", StringComparison.Ordinal);
        int at = Text.IndexOf(sources, forYou, StringComparison.Ordinal);
        return at < 0
            ? throw new InvalidOperationException("The shipped surface has other sources than this was written for.")
            : Text.Insert(at + sources.Length, added);
    }
}
