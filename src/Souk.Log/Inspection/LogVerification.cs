using System.Text;

namespace Souk.Log.Inspection;

/// <summary>What <see cref="LogFolder.Verify"/> found.</summary>
/// <param name="Segments">How many segment files there are.</param>
/// <param name="Batches">How many good batches there are.</param>
/// <param name="Records">How many records good batches hold.</param>
/// <param name="Bytes">Bytes of all segment files.</param>
/// <param name="Problems">Every problem, in the order of the log.</param>
/// <param name="Unfinished">Bytes at the end that are no whole batch and were never acknowledged: a running program's
/// present write, or what a crash left and the next opening will cut off. Null if there are none.</param>
public sealed record LogVerification(
    int Segments,
    long Batches,
    long Records,
    long Bytes,
    IReadOnlyList<LogProblem> Problems,
    TornTail? Unfinished)
{
    /// <summary>Whether nothing acknowledged is damaged.</summary>
    public bool IsSound => Problems.Count == 0;

    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append($"{Segments} segment(s), {Bytes} bytes, {Batches} batches, {Records} records: ");
        text.Append(IsSound ? "sound." : $"{Problems.Count} problem(s).");
        foreach (LogProblem problem in Problems)
            text.AppendLine().Append(problem);
        if (Unfinished is { } tail)
            text.AppendLine().Append(
                $"{tail.Segment} ends with {tail.Bytes} unfinished bytes from byte {tail.Offset} on ({tail.Reason}).");
        return text.ToString();
    }
}
