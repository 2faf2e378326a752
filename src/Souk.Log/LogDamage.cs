namespace Souk.Log;

/// <summary>One damaged place of the log, and what would go if the log were cut there.</summary>
/// <param name="Segment">The segment's file name.</param>
/// <param name="Offset">The byte at which the damaged batch or header begins.</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="FirstLost">The first position that cannot be read; null if not known.</param>
/// <param name="LastLost">The newest position seen behind the damage, which a cut would lose too; null if none was
/// found.</param>
/// <param name="BytesLost">How many bytes a cut would take, over all segments.</param>
public sealed record LogDamage(
    string Segment,
    long Offset,
    string Reason,
    LogPosition? FirstLost,
    LogPosition? LastLost,
    long BytesLost)
{
    /// <summary>One paragraph: where, what, what would go, and what to do.</summary>
    public override string ToString()
    {
        string positions = (FirstLost, LastLost) switch
        {
            (null, _) => "an unknown number of records",
            ({ } first, null) => $"every position from {first}",
            ({ } first, { } last) => $"positions {first} to {last} ({last.Value - first.Value + 1} records)",
        };
        return $"The log is damaged in segment {Segment} at byte {Offset}: {Reason}. Cutting the log there would lose "
            + $"{positions}, {BytesLost} bytes. Restore the segment from a copy, or open with data loss accepted "
            + "(--accept-data-loss), which keeps what is cut off beside the log as .lost files.";
    }
}
