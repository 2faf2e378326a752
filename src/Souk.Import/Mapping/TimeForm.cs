using System.Globalization;
using System.Text;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Import.Mapping;

/// <summary>Reads the times of a file: <c>iso</c> (RFC 3339), <c>unix</c> and <c>unix_ms</c> (counted from
/// <c>epoch</c>), or a .NET format such as <c>yyyy-MM-dd HH:mm:ss</c> in a time zone.</summary>
internal sealed class TimeForm(string format, TimeZoneInfo zone, LogTime epoch)
{
    /// <summary>Reads a time; null if the text is none.</summary>
    internal LogTime? Parse(string text)
    {
        switch (format)
        {
            case "iso":
                return Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out LogTime time) ? time : null;
            case "unix" or "unix_ms":
                long unit = format == "unix" ? 1_000_000 : 1_000;
                return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal count)
                    && Math.Abs(count) < 1e15m
                    ? new LogTime(epoch.Microseconds + (long)(count * unit))
                    : null;
            default:
                return ParseLocal(text);
        }
    }

    // A time that daylight saving makes ambiguous is taken as the first of the two; one that it skips, as if it had
    // not.
    private LogTime? ParseLocal(string text)
    {
        if (!DateTime.TryParseExact(
            text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return null;
        }

        TimeSpan offset = zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.GetUtcOffset(local);
        return new LogTime(((local - DateTime.UnixEpoch).Ticks - offset.Ticks) / TimeSpan.TicksPerMicrosecond);
    }
}
