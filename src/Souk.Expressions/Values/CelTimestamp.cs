namespace Souk.Expressions;

/// <summary>
/// A point in time: whole seconds since 1970-01-01T00:00:00Z and nanoseconds within the second. The range is
/// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z. Immutable.
/// </summary>
public readonly struct CelTimestamp : IEquatable<CelTimestamp>, IComparable<CelTimestamp>
{
    internal const long MinSeconds = -62_135_596_800;
    internal const long MaxSeconds = 253_402_300_799;

    internal CelTimestamp(long seconds, int nanos)
    {
        Seconds = seconds;
        Nanos = nanos;
    }

    /// <summary>Whole seconds since the Unix epoch; negative before it.</summary>
    public long Seconds { get; }

    /// <summary>Nanoseconds within the second, 0 to 999,999,999.</summary>
    public int Nanos { get; }

    /// <summary>A point in time from seconds since the Unix epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A part is outside its range.</exception>
    public static CelTimestamp FromUnixSeconds(long seconds, int nanos = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, MinSeconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, MaxSeconds);
        ArgumentOutOfRangeException.ThrowIfNegative(nanos);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(nanos, (int)CelDuration.NanosPerSecond);
        return new CelTimestamp(seconds, nanos);
    }

    /// <summary>A point in time from milliseconds since the Unix epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside the years 1 to 9999.</exception>
    public static CelTimestamp FromUnixMilliseconds(long milliseconds)
    {
        (long seconds, long rest) = Math.DivRem(milliseconds, 1000);
        return rest < 0
            ? FromUnixSeconds(seconds - 1, (int)(rest + 1000) * 1_000_000)
            : FromUnixSeconds(seconds, (int)rest * 1_000_000);
    }

    /// <summary>The same instant as a <see cref="DateTimeOffset"/>.</summary>
    public static CelTimestamp FromDateTimeOffset(DateTimeOffset value)
    {
        long ticks = value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        return rest < 0
            ? new CelTimestamp(seconds - 1, (int)((rest + TimeSpan.TicksPerSecond) * CelDuration.NanosPerTick))
            : new CelTimestamp(seconds, (int)(rest * CelDuration.NanosPerTick));
    }

    /// <summary>This instant in UTC; what is finer than 100 ns is cut off.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTimeOffset.UnixEpoch.Ticks + (Seconds * TimeSpan.TicksPerSecond) + (Nanos / CelDuration.NanosPerTick),
            TimeSpan.Zero);

    /// <inheritdoc/>
    public bool Equals(CelTimestamp other) => Seconds == other.Seconds && Nanos == other.Nanos;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CelTimestamp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Seconds, Nanos);

    /// <inheritdoc/>
    public int CompareTo(CelTimestamp other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanos.CompareTo(other.Nanos);

    /// <summary>The RFC 3339 text in UTC, with as many fraction digits as needed.</summary>
    public override string ToString() => TimestampText.Format(this);

    /// <summary>Whether both are the same instant.</summary>
    public static bool operator ==(CelTimestamp left, CelTimestamp right) => left.Equals(right);

    /// <summary>Whether they are different instants.</summary>
    public static bool operator !=(CelTimestamp left, CelTimestamp right) => !left.Equals(right);

    /// <summary>Whether the left instant is earlier.</summary>
    public static bool operator <(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left instant is later.</summary>
    public static bool operator >(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left instant is not later.</summary>
    public static bool operator <=(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left instant is not earlier.</summary>
    public static bool operator >=(CelTimestamp left, CelTimestamp right) => left.CompareTo(right) >= 0;
}
