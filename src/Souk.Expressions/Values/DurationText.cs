using System.Globalization;

namespace Souk.Expressions;

/// <summary>
/// Spans of time as text: <c>1h30m</c>, <c>-1.5s</c>, <c>250ms</c> in; seconds such as <c>5400s</c> out.
/// </summary>
internal static class DurationText
{
    // As many as the longest duration has in nanoseconds; more cannot be meant.
    private const int MaxDigits = 19;

    public static string Format(CelDuration value)
    {
        long seconds = value.Seconds;
        long nanos = Math.Abs(value.Nanoseconds % CelDuration.NanosPerSecond);
        string sign = value.Nanoseconds < 0 && seconds == 0 ? "-" : "";
        string fraction = nanos == 0 ? "" : "." + nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{sign}{seconds.ToString(CultureInfo.InvariantCulture)}{fraction}s";
    }

    public static bool TryParse(string text, out CelDuration value, out bool outOfRange)
    {
        value = default;
        outOfRange = false;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest is "0")
            return true;
        Int128 total = 0;
        bool any = false;
        while (rest.Length > 0)
        {
            if (!TryPart(ref rest, out Int128 nanos))
                return false;
            total += nanos;
            any = true;
            if (total > (Int128)long.MaxValue + 1)
            {
                outOfRange = true;
                return false;
            }
        }

        total = negative ? -total : total;
        outOfRange = total < long.MinValue || total > long.MaxValue;
        value = outOfRange ? default : CelDuration.FromNanoseconds((long)total);
        return any && !outOfRange;
    }

    private static bool TryPart(ref ReadOnlySpan<char> rest, out Int128 nanos)
    {
        nanos = 0;
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits is < 0 or > MaxDigits)
            return false;
        ReadOnlySpan<char> whole = rest[..digits];
        ReadOnlySpan<char> fraction = [];
        rest = rest[digits..];
        if (rest[0] == '.')
        {
            int end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (end < 0)
                return false;
            fraction = rest.Slice(1, Math.Min(end, MaxDigits));
            rest = rest[(1 + end)..];
        }

        if (whole.Length + fraction.Length == 0 || !TryUnit(ref rest, out long unit))
            return false;
        nanos = whole.Length == 0 ? 0 : Int128.Parse(whole, CultureInfo.InvariantCulture) * unit;
        if (fraction.Length > 0)
        {
            Int128 scale = 1;
            for (int i = 0; i < fraction.Length; i++)
                scale *= 10;
            nanos += Int128.Parse(fraction, CultureInfo.InvariantCulture) * unit / scale;
        }

        return true;
    }

    private static bool TryUnit(ref ReadOnlySpan<char> rest, out long nanos)
    {
        (nanos, int length) = rest switch
        {
            ['n', 's', ..] => (1L, 2),
            ['u' or 'µ' or 'μ', 's', ..] => (1_000L, 2),
            ['m', 's', ..] => (1_000_000L, 2),
            ['s', ..] => (CelDuration.NanosPerSecond, 1),
            ['m', ..] => (60 * CelDuration.NanosPerSecond, 1),
            ['h', ..] => (3600 * CelDuration.NanosPerSecond, 1),
            _ => (0L, 0),
        };
        rest = rest[length..];
        return length > 0;
    }
}
