using System.Globalization;

namespace Souk.Expressions;

/// <summary>Wall clock times: zones by IANA name from the system's database, or fixed as <c>+05:45</c>.</summary>
internal static class TimeZones
{
    public static DateTime Local(CelTimestamp time, string zone, ref CelFault fault)
    {
        long ticks = DateTime.UnixEpoch.Ticks + (time.Seconds * TimeSpan.TicksPerSecond);
        if (TryFixed(zone, out TimeSpan offset))
            return Clamp(ticks + offset.Ticks);
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found))
            return Clamp(ticks + found.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks);
        fault.Raise(CelErrorCode.InvalidArgument, $"no time zone '{zone}'; zones are written Europe/Berlin or +01:00");
        return default;
    }

    private static DateTime Clamp(long ticks) =>
        new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Unspecified);

    private static bool TryFixed(string zone, out TimeSpan offset)
    {
        bool signed = zone.StartsWith('+') || zone.StartsWith('-');
        string clock = signed ? zone[1..] : zone;
        offset = default;
        if (clock.Length != 5 || clock[2] != ':'
            || !TimeSpan.TryParseExact(clock, @"hh\:mm", CultureInfo.InvariantCulture, out offset))
            return false;
        offset = zone[0] == '-' ? -offset : offset;
        return true;
    }
}
