namespace Souk.Expressions;

/// <summary>
/// A span of time in whole nanoseconds, positive or negative. The range is that of a signed 64-bit count:
/// about ±292 years. Immutable.
/// </summary>
public readonly struct CelDuration : IEquatable<CelDuration>, IComparable<CelDuration>
{
    internal const long NanosPerSecond = 1_000_000_000;
    internal const long NanosPerTick = 100;

    private CelDuration(long nanoseconds) => Nanoseconds = nanoseconds;

    /// <summary>The length in nanoseconds.</summary>
    public long Nanoseconds { get; }

    /// <summary>The whole seconds of the length, cut off towards zero.</summary>
    public long Seconds => Nanoseconds / NanosPerSecond;

    /// <summary>A span of the given number of nanoseconds.</summary>
    public static CelDuration FromNanoseconds(long nanoseconds) => new(nanoseconds);

    /// <summary>A span of the given number of seconds.</summary>
    /// <exception cref="OverflowException">The span is outside ±292 years.</exception>
    public static CelDuration FromSeconds(long seconds) => new(checked(seconds * NanosPerSecond));

    /// <summary>The same span as a .NET <see cref="TimeSpan"/>.</summary>
    /// <exception cref="OverflowException">The span does not fit.</exception>
    public static CelDuration FromTimeSpan(TimeSpan value) => new(checked(value.Ticks * NanosPerTick));

    /// <summary>This span as a <see cref="TimeSpan"/>; what is finer than 100 ns is cut off.</summary>
    public TimeSpan ToTimeSpan() => new(Nanoseconds / NanosPerTick);

    /// <inheritdoc/>
    public bool Equals(CelDuration other) => Nanoseconds == other.Nanoseconds;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CelDuration other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Nanoseconds.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(CelDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>
    /// The CEL text form: seconds, with a fraction if there is one, and <c>s</c>; such as <c>1.5s</c>.
    /// </summary>
    public override string ToString() => DurationText.Format(this);

    /// <summary>Whether both spans are equally long.</summary>
    public static bool operator ==(CelDuration left, CelDuration right) => left.Equals(right);

    /// <summary>Whether the spans differ in length.</summary>
    public static bool operator !=(CelDuration left, CelDuration right) => !left.Equals(right);

    /// <summary>Whether the left span is shorter.</summary>
    public static bool operator <(CelDuration left, CelDuration right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether the left span is longer.</summary>
    public static bool operator >(CelDuration left, CelDuration right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether the left span is not longer.</summary>
    public static bool operator <=(CelDuration left, CelDuration right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether the left span is not shorter.</summary>
    public static bool operator >=(CelDuration left, CelDuration right) => left.Nanoseconds >= right.Nanoseconds;
}
