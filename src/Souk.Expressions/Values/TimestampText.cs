using System.Globalization;

namespace Souk.Expressions;

/// <summary>Points in time as RFC 3339 text.</summary>
internal static class TimestampText
{
    public static string Format(CelTimestamp value)
    {
        DateTime whole = DateTime.UnixEpoch.AddSeconds(value.Seconds);
        string fraction = value.Nanos == 0
            ? ""
            : "." + value.Nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return whole.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + "Z";
    }

    public static bool TryParse(string text, out CelTimestamp value)
    {
        value = default;
        const int SecondsEnd = 19;
        if (text.Length <= SecondsEnd || text[10] is not ('T' or 't')
            || !DateTime.TryParseExact(text[..10] + "T" + text[11..SecondsEnd], "yyyy-MM-dd'T'HH:mm:ss",
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime whole))
            return false;
        ReadOnlySpan<char> rest = text.AsSpan(SecondsEnd);
        if (!TryFraction(ref rest, out int nanos) || !TryOffset(rest, out int offsetSeconds))
            return false;
        long seconds = ((whole.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - offsetSeconds;
        value = new CelTimestamp(seconds, nanos);
        return seconds is >= CelTimestamp.MinSeconds and <= CelTimestamp.MaxSeconds;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> rest, out int nanos)
    {
        nanos = 0;
        if (rest[0] != '.')
            return true;
        int end = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (end is < 1 or > 9)
            return false;
        int scale = 100_000_000;
        for (int i = 1; i <= end; i++, scale /= 10)
            nanos += (rest[i] - '0') * scale;
        rest = rest[(end + 1)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is ['Z' or 'z'])
            return true;
        if (text is not ['+' or '-', _, _, ':', _, _])
            return false;
        bool valid = int.TryParse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            & int.TryParse(text[4..6], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes);
        seconds = ((hours * 3600) + (minutes * 60)) * (text[0] == '-' ? -1 : 1);
        return valid && hours < 24 && minutes < 60;
    }
}
