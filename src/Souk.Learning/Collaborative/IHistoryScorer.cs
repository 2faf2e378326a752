using Souk.Learning.Data;

namespace Souk.Learning.Collaborative;

/// <summary>A recommender that needs nothing of a user but the items the user has: a new user, or one with a new item,
/// is scored without training again. Calls come from several threads at once and must not disturb each other.</summary>
public interface IHistoryScorer
{
    /// <summary>The number of items; an item is 0 to this − 1.</summary>
    int Items { get; }

    /// <summary>Scores every item for some histories; the higher, the better. A history's scores do not depend on which
    /// others are asked for.</summary>
    /// <param name="histories">Histories × items: what each user has, with how much it counts (1 is usual).</param>
    /// <param name="rows">Which histories to score.</param>
    /// <param name="scores">Where the scores go: <see cref="Items"/> numbers a history, in the order of
    /// <paramref name="rows"/>. Every place is written.</param>
    void Score(SparseMatrix histories, ReadOnlySpan<int> rows, Span<float> scores);
}
