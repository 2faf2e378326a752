namespace Souk.Simulation;

/// <summary>How busy the marketplace is: by the hour (quiet at night, a peak in the evening), the weekday (busier at
/// the weekend) and the season (a peak before the end of the year).</summary>
internal static class Rhythm
{
    /// <summary>The busiest moment against the mean.</summary>
    internal const double Peak = 3.2;

    private static readonly double[] _hours =
    [
        0.35, 0.20, 0.12, 0.10, 0.12, 0.20, 0.40, 0.65, 0.85, 1.00, 1.10, 1.15,
        1.25, 1.15, 1.05, 1.05, 1.10, 1.25, 1.50, 1.80, 2.05, 1.95, 1.40, 0.76,
    ];

    /// <summary>How busy it is at a time, 1 on average.</summary>
    internal static double At(DateTime time)
    {
        double hour = _hours[time.Hour];
        double next = _hours[(time.Hour + 1) % 24];
        double daily = hour + ((next - hour) * (time.Minute / 60.0));
        double weekly = time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.2 : 0.92;
        double yearly = 1 + (0.25 * Math.Cos((time.DayOfYear - 340) / 365.25 * 2 * Math.PI));
        return daily * weekly * yearly;
    }
}
