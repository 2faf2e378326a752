namespace Souk.Learning.Evaluation;

/// <summary>A recommender that can score every item for a known user; what top-N evaluation asks of a model. Calls come
/// from several threads at once and must not disturb each other.</summary>
public interface IUserScorer
{
    /// <summary>The number of users; a user is 0 to this − 1.</summary>
    int Users { get; }

    /// <summary>The number of items; an item is 0 to this − 1.</summary>
    int Items { get; }

    /// <summary>Scores every item for some users; the higher, the better. The scores of a user must not depend on which
    /// other users are asked for.</summary>
    /// <param name="users">The users to score for.</param>
    /// <param name="scores">Where the scores go: <see cref="Items"/> numbers a user, in the order of
    /// <paramref name="users"/>. Every place is written; negative infinity means "never recommend".</param>
    void Score(ReadOnlySpan<int> users, Span<float> scores);
}
