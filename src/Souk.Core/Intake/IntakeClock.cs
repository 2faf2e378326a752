using Souk.Log;

namespace Souk.Core.Intake;

/// <summary>Stamps events with the time that counts: their own, or the server's where that is earlier.</summary>
/// <param name="clock">The server's clock.</param>
/// <param name="maxSkew">How far ahead of it an event's own time may be.</param>
public sealed class IntakeClock(TimeProvider clock, Duration maxSkew)
{
    /// <summary>The server's time.</summary>
    public LogTime Now => LogTime.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>The stamp of an event, or null if its own time is too far ahead.</summary>
    public LogTime? Stamp(LogTime ownTime, LogTime now) =>
        ownTime <= now ? ownTime
        : ownTime.Microseconds - now.Microseconds <= maxSkew.Microseconds ? now
        : null;

    /// <summary>The error of an event whose own time is too far ahead.</summary>
    public EventError TooFarAhead(LogTime ownTime, LogTime now) => new(
        "time",
        $"is {Rfc3339.Format(ownTime)}, more than max_clock_skew ({maxSkew}) ahead of the server's " +
        $"{Rfc3339.Format(now)}");
}
