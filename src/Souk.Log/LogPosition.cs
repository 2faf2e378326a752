namespace Souk.Log;

/// <summary>
/// The place of one record in the log: 1, 2, 3 and so on without holes. It is the only order and the only tie-break.
/// <see cref="Zero"/> means "before the first record".
/// </summary>
/// <param name="Value">The position as a whole number, 0 or more.</param>
public readonly record struct LogPosition(long Value) : IComparable<LogPosition>
{
    /// <summary>Before the first record.</summary>
    public static LogPosition Zero => default;

    /// <summary>The position right after this one.</summary>
    public LogPosition Next => new(Value + 1);

    /// <summary>The position that many records further on (or back, if negative).</summary>
    /// <param name="records">How many records.</param>
    public LogPosition Plus(long records) => new(Value + records);

    /// <inheritdoc/>
    public int CompareTo(LogPosition other) => Value.CompareTo(other.Value);

    /// <summary>The position's number.</summary>
    public override string ToString() => Value.ToString();

    /// <summary>Whether the left position comes before the right one.</summary>
    public static bool operator <(LogPosition left, LogPosition right) => left.Value < right.Value;

    /// <summary>Whether the left position comes after the right one.</summary>
    public static bool operator >(LogPosition left, LogPosition right) => left.Value > right.Value;

    /// <summary>Whether the left position is the right one or comes before it.</summary>
    public static bool operator <=(LogPosition left, LogPosition right) => left.Value <= right.Value;

    /// <summary>Whether the left position is the right one or comes after it.</summary>
    public static bool operator >=(LogPosition left, LogPosition right) => left.Value >= right.Value;
}
