namespace Souk.Log;

/// <summary>
/// A log time: microseconds since 1970-01-01T00:00:00Z. Along the log it never goes backwards.
/// </summary>
/// <param name="Microseconds">Microseconds since the Unix epoch; negative before 1970.</param>
public readonly record struct LogTime(long Microseconds) : IComparable<LogTime>
{
    // The first and the last microsecond that the calendar of DateTimeOffset has.
    private const long MinInstant = -62_135_596_800_000_000;
    private const long MaxInstant = 253_402_300_799_999_999;

    /// <summary>Earlier than every record; the newest time of a log that never held one.</summary>
    public static LogTime BeforeAll => new(long.MinValue);

    /// <summary>Later than every record.</summary>
    public static LogTime AfterAll => new(long.MaxValue);

    /// <summary>The log time of an instant, cut to whole microseconds.</summary>
    /// <param name="instant">Any instant; its offset does not matter.</param>
    public static LogTime FromDateTimeOffset(DateTimeOffset instant) =>
        new((instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>This time as an instant in UTC.</summary>
    /// <exception cref="InvalidOperationException">The time lies outside the years 1 to 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => HasInstant
        ? new(DateTime.UnixEpoch.Ticks + (Microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero)
        : throw new InvalidOperationException(
            $"{Microseconds} microseconds since 1970 lie outside the years 1 to 9999.");

    /// <inheritdoc/>
    public int CompareTo(LogTime other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>ISO 8601 in UTC with microseconds, or the bare number outside the years 1 to 9999.</summary>
    public override string ToString() =>
        this == BeforeAll ? "before all"
        : HasInstant ? ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'")
        : $"{Microseconds} us";

    /// <summary>Whether the left time is earlier than the right one.</summary>
    public static bool operator <(LogTime left, LogTime right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether the left time is later than the right one.</summary>
    public static bool operator >(LogTime left, LogTime right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether the left time is the right one or earlier.</summary>
    public static bool operator <=(LogTime left, LogTime right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether the left time is the right one or later.</summary>
    public static bool operator >=(LogTime left, LogTime right) => left.Microseconds >= right.Microseconds;

    private bool HasInstant => Microseconds is >= MinInstant and <= MaxInstant;
}
