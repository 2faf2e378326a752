using System.Globalization;
using System.Numerics;
using System.Text;

namespace Souk.Core;

/// <summary>
/// A length of time in whole microseconds. Written as numbers with units, the largest first: <c>30d</c>, <c>90m</c>,
/// <c>1h30m</c>, <c>250ms</c>. Days are 24 hours. Range: up to 2^63 - 1 microseconds (292,000 years) either way.
/// </summary>
/// <param name="Microseconds">The length, in microseconds.</param>
public readonly record struct Duration(long Microseconds)
    : IComparable<Duration>, IComparisonOperators<Duration, Duration, bool>
{
    // Longer texts are no durations that a person writes.
    private const int MaxTextLength = 64;

    private static readonly (string Name, long Microseconds)[] Units =
    [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1),
    ];

    /// <summary>No time.</summary>
    public static Duration Zero => default;

    /// <summary>Longer than any span: the length of a window that reaches back to the log's beginning.</summary>
    public static Duration Ever => new(long.MaxValue);

    /// <summary>Whether this is <see cref="Ever"/>.</summary>
    public bool IsEver => Microseconds == long.MaxValue;

    /// <summary>The length in seconds, rounded to the nearest double.</summary>
    public double TotalSeconds => Microseconds / 1e6;

    /// <summary>A length of whole microseconds.</summary>
    public static Duration FromMicroseconds(long microseconds) => new(microseconds);

    /// <summary>A length of whole milliseconds.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Duration FromMilliseconds(long milliseconds) => new(checked(milliseconds * 1_000));

    /// <summary>A length of whole seconds.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Duration FromSeconds(long seconds) => new(checked(seconds * 1_000_000));

    /// <summary>A length of whole minutes.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Duration FromMinutes(long minutes) => new(checked(minutes * 60_000_000));

    /// <summary>A length of whole hours.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Duration FromHours(long hours) => new(checked(hours * 3_600_000_000));

    /// <summary>A length of whole days of 24 hours.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Duration FromDays(long days) => new(checked(days * 86_400_000_000));

    /// <summary>The same length of a <see cref="TimeSpan"/>; what is below a microsecond is cut.</summary>
    public static Duration FromTimeSpan(TimeSpan span) => new(span.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Reads the written form.</summary>
    /// <exception cref="FormatException">It is none; the message says what would be right.</exception>
    public static Duration Parse(string text) => TryParse(text, out Duration duration)
        ? duration
        : throw new FormatException($"'{text}' is no duration; write for example 30d, 24h, 90m, 1h30m, 10s or 250ms.");

    /// <summary>Reads the written form: numbers with units, each unit at most once, the largest first.</summary>
    /// <returns>False if the text is no duration or is out of range.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Duration duration)
    {
        duration = default;
        if (text.Length is 0 or > MaxTextLength)
        {
            return false;
        }

        Int128 total = 0;
        int nextUnit = 0;
        while (text.Length > 0)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text[..digits], NumberStyles.None, null, out long count))
            {
                return false;
            }

            text = text[digits..];
            int letters = text.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> name = letters < 0 ? text : text[..letters];
            int unit = nextUnit;
            while (unit < Units.Length && !name.SequenceEqual(Units[unit].Name))
            {
                unit++;
            }

            if (unit == Units.Length)
            {
                return false;
            }

            total += (Int128)count * Units[unit].Microseconds;
            nextUnit = unit + 1;
            text = text[name.Length..];
        }

        if (total > long.MaxValue)
        {
            return false;
        }

        duration = new Duration((long)total);
        return true;
    }

    /// <summary>The same length as a <see cref="TimeSpan"/>.</summary>
    /// <exception cref="OverflowException">Longer than a time span can be (29,000 years).</exception>
    public TimeSpan ToTimeSpan() => new(checked(Microseconds * TimeSpan.TicksPerMicrosecond));

    /// <inheritdoc/>
    public int CompareTo(Duration other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>The written form, in the largest units that fit: <c>1d12h</c>; <c>0s</c> for none;
    /// <c>ever</c>.</summary>
    public override string ToString()
    {
        if (IsEver || Microseconds == 0)
        {
            return IsEver ? "ever" : "0s";
        }

        StringBuilder text = new(Microseconds < 0 ? "-" : string.Empty);
        ulong rest = Microseconds < 0 ? (ulong)-(Microseconds + 1) + 1 : (ulong)Microseconds;
        foreach ((string name, long microseconds) in Units)
        {
            (ulong count, rest) = Math.DivRem(rest, (ulong)microseconds);
            if (count > 0)
            {
                text.Append(count).Append(name);
            }
        }

        return text.ToString();
    }

    /// <summary>The sum of two lengths.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Duration operator +(Duration left, Duration right) =>
        new(checked(left.Microseconds + right.Microseconds));

    /// <summary>The difference of two lengths.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Duration operator -(Duration left, Duration right) =>
        new(checked(left.Microseconds - right.Microseconds));

    /// <summary>Whether the left length is shorter.</summary>
    public static bool operator <(Duration left, Duration right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether the left length is longer.</summary>
    public static bool operator >(Duration left, Duration right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether the left length is no longer.</summary>
    public static bool operator <=(Duration left, Duration right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether the left length is no shorter.</summary>
    public static bool operator >=(Duration left, Duration right) => left.Microseconds >= right.Microseconds;
}
