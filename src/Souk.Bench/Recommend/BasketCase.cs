namespace Souk.Bench.Recommend;

/// <summary>A basket and what each way to recommend foresaw of it.</summary>
/// <param name="New">Its items that the customer had not bought before.</param>
/// <param name="Repeated">Its items that they had.</param>
/// <param name="All">The list of each way, the best first.</param>
/// <param name="Unknown">The list without what the customer had bought; missing where a way knows of nothing
/// else.</param>
internal sealed record BasketCase(
    string[] New,
    string[] Repeated,
    IReadOnlyDictionary<string, string[]> All,
    IReadOnlyDictionary<string, string[]> Unknown)
{
    /// <summary>The share of the whole basket among the first of a way's list.</summary>
    internal double RecallOfAll(string way) => Recall(All, way, [.. New, .. Repeated]);

    /// <summary>The share of the new items among the first of a way's new ones; NaN where there were none.</summary>
    internal double RecallOfNew(string way) => Recall(Unknown, way, New);

    /// <summary>The share of the repeated items among the first of a way's list; NaN where there were none.</summary>
    internal double RecallOfRepeated(string way) => Recall(All, way, Repeated);

    private static double Recall(IReadOnlyDictionary<string, string[]> lists, string way, string[] wanted) =>
        wanted.Length == 0 ? double.NaN
        : !lists.TryGetValue(way, out string[]? list) ? 0
        : list.Take(BasketReplay.Cutoff).Count(wanted.Contains) / (double)wanted.Length;
}
