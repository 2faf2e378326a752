namespace Souk.Log.Inspection;

/// <summary>Something wrong in a log's files.</summary>
/// <param name="Segment">The segment's file name.</param>
/// <param name="Offset">The byte at which it begins.</param>
/// <param name="Position">The position that is due there; null if not known.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record LogProblem(string Segment, long Offset, LogPosition? Position, string Reason)
{
    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"{Segment} byte {Offset}{(Position is { } position ? $" (position {position})" : "")}: {Reason}";
}
