using System.Text;

namespace Souk.Log;

/// <summary>What opening a log found and did.</summary>
/// <param name="FirstPosition">The oldest position held.</param>
/// <param name="LastPosition">The newest position held; it is durable.</param>
/// <param name="LastTime">The newest log time.</param>
/// <param name="Segments">How many segments there are.</param>
/// <param name="Bytes">How many bytes they have.</param>
/// <param name="TornTail">The unfinished end that was cut off; null if there was none.</param>
/// <param name="Lost">The damaged places at which the log was cut because data loss was accepted.</param>
public sealed record LogOpenReport(
    LogPosition FirstPosition,
    LogPosition LastPosition,
    LogTime LastTime,
    int Segments,
    long Bytes,
    TornTail? TornTail,
    IReadOnlyList<LogDamage> Lost)
{
    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(
            LastPosition < FirstPosition
                ? $"The log is empty; the next position is {FirstPosition}."
                : $"The log holds positions {FirstPosition} to {LastPosition} in {Segments} segment(s), {Bytes} bytes, "
                    + $"up to {LastTime}.");
        if (TornTail is not null)
            text.AppendLine().Append(TornTail);
        foreach (LogDamage damage in Lost)
            text.AppendLine().Append($"Data loss was accepted; the log was cut. {damage}");
        return text.ToString();
    }
}
