namespace Souk.Bench.Recommend;

/// <summary>Where value is lost between all items and the first page: sums of true value over the pages of a
/// loop.</summary>
/// <param name="Pages">How many pages there were.</param>
/// <param name="Served">What was shown.</param>
/// <param name="InOrder">The first of what was ranked, in its order.</param>
/// <param name="BestRanked">The best of what was ranked, by true value.</param>
/// <param name="LikeliestRanked">The likeliest to be bought of what was ranked.</param>
/// <param name="Best">The best of all items.</param>
/// <param name="Ranked">How many were ranked.</param>
internal readonly record struct LoopLadder(
    long Pages, double Served, double InOrder, double BestRanked, double LikeliestRanked, double Best, long Ranked)
{
    public static LoopLadder operator +(LoopLadder a, LoopLadder b) => new(
        a.Pages + b.Pages, a.Served + b.Served, a.InOrder + b.InOrder, a.BestRanked + b.BestRanked,
        a.LikeliestRanked + b.LikeliestRanked, a.Best + b.Best, a.Ranked + b.Ranked);
}
