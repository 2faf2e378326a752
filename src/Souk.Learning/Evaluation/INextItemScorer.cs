namespace Souk.Learning.Evaluation;

/// <summary>A recommender that can score every item as the next of a running session. Calls come from several threads
/// at once and must not disturb each other.</summary>
public interface INextItemScorer
{
    /// <summary>The number of items; an item is 0 to this − 1.</summary>
    int Items { get; }

    /// <summary>Scores every item as the next one; the higher, the better.</summary>
    /// <param name="prefix">The items of the session so far, oldest first.</param>
    /// <param name="scores">Where the <see cref="Items"/> scores go; every place is written. Negative infinity means
    /// "never recommend".</param>
    void Score(ReadOnlySpan<int> prefix, Span<float> scores);
}
