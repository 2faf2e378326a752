using Souk.Log;

namespace Souk.Core.Engine.Answers;

/// <summary>
/// A projection that answers callers who act on what they were told, such as decisions. When the definition changes,
/// its state is derived anew under the next one, yet what was answered stays what it was: the engine keeps the answers
/// of a definition that ends in a file beside it, and shows them to whoever replays the log under a later one. An
/// engine runs at most one.
/// </summary>
public interface IAnswering : IProjection
{
    /// <summary>Copies the answers after a position, oldest first, up to the writer's last position.</summary>
    /// <param name="after">The position; zero for the first.</param>
    /// <param name="most">How many to copy at most.</param>
    /// <param name="to">Where to.</param>
    /// <returns>Whether there are more.</returns>
    bool CopyAnswers(LogPosition after, int most, AnswerWriter to);

    /// <summary>Takes what was answered under earlier definitions; called before the log is replayed. For the positions
    /// that these cover, nothing is to be answered anew.</summary>
    /// <param name="ended">The answers, in the order of the log.</param>
    void Recall(IReadOnlyList<EndedAnswers> ended);
}
