using Souk.Log;

namespace Souk.Features.Past;

/// <summary>A moment of the log: a position (features then include that event) or a log time (they include all events
/// up to it, and windows end there).</summary>
public readonly record struct PastMoment
{
    private PastMoment(LogPosition? position, LogTime latestTime)
    {
        Position = position;
        LatestTime = latestTime;
    }

    /// <summary>The position, or null for a time.</summary>
    public LogPosition? Position { get; }

    /// <summary>The time; for a position, later than all.</summary>
    public LogTime LatestTime { get; }

    /// <summary>The moment right after a position's event.</summary>
    public static PastMoment At(LogPosition position) => new(position, new LogTime(long.MaxValue));

    /// <summary>A log time.</summary>
    public static PastMoment At(LogTime time) => new(null, time);
}
