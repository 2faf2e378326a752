using Souk.Log;

namespace Souk.Core.Intake;

/// <summary>Reads and writes times as RFC 3339 (2002) has them: <c>2026-03-01T12:30:00.25Z</c>, with an offset always;
/// fractions beyond microseconds are cut.</summary>
public static class Rfc3339
{
    private const int ShortestLength = 20;
    private const int MostFractionDigits = 9;

    /// <summary>Reads a time from UTF-8; false if it is none, or outside the years 1970 to 9999.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out LogTime time)
    {
        time = default;
        if (text.Length < ShortestLength || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) is not ('t' or ' ')
            || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        int year = Digits(text, 0, 4);
        int month = Digits(text, 5, 2);
        int day = Digits(text, 8, 2);
        int hour = Digits(text, 11, 2);
        int minute = Digits(text, 14, 2);
        int second = Digits(text, 17, 2);
        if (year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        int at = 19;
        if (!TryFraction(text, ref at, out int micros) || !TryOffset(text[at..], out int offsetMinutes))
        {
            return false;
        }

        long days = (new DateTime(year, month, day) - DateTime.UnixEpoch).Days;
        long seconds = (days * 86_400) + (hour * 3_600) + (minute * 60) + second - (offsetMinutes * 60L);
        time = new LogTime((seconds * 1_000_000) + micros);
        return time.Microseconds >= 0;
    }

    /// <summary>Writes a time, in UTC, with as many digits as it needs.</summary>
    public static string Format(LogTime time) =>
        DateTime.UnixEpoch.AddMicroseconds(time.Microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'");

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at, out int micros)
    {
        micros = 0;
        if (text[at] != '.')
        {
            return true;
        }

        at++;
        int digits = 0;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++, digits++)
        {
            if (digits < 6)
            {
                micros = (micros * 10) + text[at] - '0';
            }
        }

        for (int i = digits; i < 6; i++)
        {
            micros *= 10;
        }

        return digits is > 0 and <= MostFractionDigits && at < text.Length;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1 && (text[0] | 0x20) == 'z')
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        int hours = Digits(text, 1, 2);
        int rest = Digits(text, 4, 2);
        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return hours is >= 0 and <= 23 && rest is >= 0 and <= 59;
    }

    // The number that some digits spell, or a negative one if they are no digits.
    private static int Digits(ReadOnlySpan<byte> text, int start, int count)
    {
        int value = 0;
        for (int i = start; i < start + count; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return -1;
            }

            value = (value * 10) + digit;
        }

        return value;
    }
}
