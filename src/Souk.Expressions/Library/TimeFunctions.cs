namespace Souk.Expressions;

/// <summary>Points and spans of time: arithmetic, conversion and parts, in UTC or a time zone.</summary>
internal static class TimeFunctions
{
    [Function(Operators.Add)]
    public static CelTimestamp Add(CelTimestamp time, CelDuration span, ref CelFault fault) =>
        Shift(time, span.Nanoseconds, ref fault);

    [Function(Operators.Add)]
    public static CelTimestamp Add(CelDuration span, CelTimestamp time, ref CelFault fault) =>
        Shift(time, span.Nanoseconds, ref fault);

    [Function(Operators.Subtract)]
    public static CelTimestamp Subtract(CelTimestamp time, CelDuration span, ref CelFault fault) =>
        Shift(time, -(Int128)span.Nanoseconds, ref fault);

    [Function(Operators.Subtract)]
    public static CelDuration Subtract(CelTimestamp a, CelTimestamp b, ref CelFault fault) =>
        Duration(((Int128)(a.Seconds - b.Seconds) * CelDuration.NanosPerSecond) + (a.Nanos - b.Nanos), ref fault);

    [Function(Operators.Add)]
    public static CelDuration Add(CelDuration a, CelDuration b, ref CelFault fault) =>
        Duration((Int128)a.Nanoseconds + b.Nanoseconds, ref fault);

    [Function(Operators.Subtract)]
    public static CelDuration Subtract(CelDuration a, CelDuration b, ref CelFault fault) =>
        Duration((Int128)a.Nanoseconds - b.Nanoseconds, ref fault);

    [Function(Operators.Negate)]
    public static CelDuration Negate(CelDuration a, ref CelFault fault) => Duration(-(Int128)a.Nanoseconds, ref fault);

    [Function("timestamp")]
    public static CelTimestamp Timestamp(CelTimestamp time) => time;

    [Function("timestamp")]
    public static CelTimestamp Timestamp(long seconds, ref CelFault fault)
    {
        if (seconds is >= CelTimestamp.MinSeconds and <= CelTimestamp.MaxSeconds)
            return new CelTimestamp(seconds, 0);
        fault.Raise(CelErrorCode.Range, $"{seconds} s is outside the years 1 to 9999");
        return default;
    }

    [Function("timestamp", Cost = 20)]
    public static CelTimestamp Timestamp(string text, ref CelFault fault)
    {
        if (!TimestampText.TryParse(text, out CelTimestamp time))
            fault.Raise(CelErrorCode.InvalidConversion, $"'{text}' to timestamp; it is written like "
                + "2026-01-31T23:59:59.5Z or ...+01:00, within the years 1 to 9999");
        return time;
    }

    [Function("duration")]
    public static CelDuration Duration(CelDuration span) => span;

    [Function("duration", Cost = 20)]
    public static CelDuration Duration(string text, ref CelFault fault)
    {
        if (DurationText.TryParse(text, out CelDuration span, out bool outOfRange))
            return span;
        if (outOfRange)
            fault.Raise(CelErrorCode.Range, $"the duration '{text}' is longer than 292 years");
        else
            fault.Raise(CelErrorCode.InvalidConversion, $"'{text}' to duration; it is written like 1h30m, 2.5s or "
                + "250ms");
        return default;
    }

    [Function("getHours", IsMember = true)]
    public static long Hours(CelDuration span) => span.Seconds / 3600;

    [Function("getMinutes", IsMember = true)]
    public static long Minutes(CelDuration span) => span.Seconds / 60;

    [Function("getSeconds", IsMember = true)]
    public static long Seconds(CelDuration span) => span.Seconds;

    [Function("getMilliseconds", IsMember = true)]
    public static long Milliseconds(CelDuration span) => span.Nanoseconds % CelDuration.NanosPerSecond / 1_000_000;

    [Function("getFullYear", IsMember = true)]
    public static long FullYear(CelTimestamp time) => Utc(time).Year;

    [Function("getMonth", IsMember = true)]
    public static long Month(CelTimestamp time) => Utc(time).Month - 1;

    [Function("getDate", IsMember = true)]
    public static long Date(CelTimestamp time) => Utc(time).Day;

    [Function("getDayOfMonth", IsMember = true)]
    public static long DayOfMonth(CelTimestamp time) => Utc(time).Day - 1;

    [Function("getDayOfYear", IsMember = true)]
    public static long DayOfYear(CelTimestamp time) => Utc(time).DayOfYear - 1;

    [Function("getDayOfWeek", IsMember = true)]
    public static long DayOfWeek(CelTimestamp time) => (long)Utc(time).DayOfWeek;

    [Function("getHours", IsMember = true)]
    public static long Hours(CelTimestamp time) => Utc(time).Hour;

    [Function("getMinutes", IsMember = true)]
    public static long Minutes(CelTimestamp time) => Utc(time).Minute;

    [Function("getSeconds", IsMember = true)]
    public static long Seconds(CelTimestamp time) => Utc(time).Second;

    [Function("getMilliseconds", IsMember = true)]
    public static long Milliseconds(CelTimestamp time) => time.Nanos / 1_000_000;

    [Function("getFullYear", IsMember = true, Cost = 20)]
    public static long FullYear(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).Year;

    [Function("getMonth", IsMember = true, Cost = 20)]
    public static long Month(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).Month - 1;

    [Function("getDate", IsMember = true, Cost = 20)]
    public static long Date(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).Day;

    [Function("getDayOfMonth", IsMember = true, Cost = 20)]
    public static long DayOfMonth(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).Day - 1;

    [Function("getDayOfYear", IsMember = true, Cost = 20)]
    public static long DayOfYear(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).DayOfYear - 1;

    [Function("getDayOfWeek", IsMember = true, Cost = 20)]
    public static long DayOfWeek(CelTimestamp time, string zone, ref CelFault fault) =>
        (long)TimeZones.Local(time, zone, ref fault).DayOfWeek;

    [Function("getHours", IsMember = true, Cost = 20)]
    public static long Hours(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).Hour;

    [Function("getMinutes", IsMember = true, Cost = 20)]
    public static long Minutes(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).Minute;

    [Function("getSeconds", IsMember = true, Cost = 20)]
    public static long Seconds(CelTimestamp time, string zone, ref CelFault fault) =>
        TimeZones.Local(time, zone, ref fault).Second;

    [Function("getMilliseconds", IsMember = true, Cost = 20)]
    public static long Milliseconds(CelTimestamp time, string zone, ref CelFault fault)
    {
        TimeZones.Local(time, zone, ref fault);
        return time.Nanos / 1_000_000;
    }

    private static DateTime Utc(CelTimestamp time) =>
        DateTime.UnixEpoch.AddTicks(time.Seconds * TimeSpan.TicksPerSecond);

    private static CelTimestamp Shift(CelTimestamp time, Int128 nanos, ref CelFault fault)
    {
        Int128 total = ((Int128)time.Seconds * CelDuration.NanosPerSecond) + time.Nanos + nanos;
        Int128 rest = total % CelDuration.NanosPerSecond;
        if (rest < 0)
            rest += CelDuration.NanosPerSecond;
        long seconds = (long)((total - rest) / CelDuration.NanosPerSecond);
        if (seconds is >= CelTimestamp.MinSeconds and <= CelTimestamp.MaxSeconds)
            return new CelTimestamp(seconds, (int)rest);
        fault.Raise(CelErrorCode.Range, "the time is outside the years 1 to 9999");
        return default;
    }

    private static CelDuration Duration(Int128 nanos, ref CelFault fault)
    {
        if (nanos >= long.MinValue && nanos <= long.MaxValue)
            return CelDuration.FromNanoseconds((long)nanos);
        fault.Raise(CelErrorCode.Range, "the duration is longer than 292 years");
        return default;
    }
}
