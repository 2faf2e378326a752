using System.Globalization;
using System.Text;
using Souk.Core.Intake;
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
    public static PastMoment At(LogPosition position) => new(position, LogTime.AfterAll);

    /// <summary>A log time.</summary>
    public static PastMoment At(LogTime time) => new(null, time);

    /// <summary>Reads a log position (1, 2, 3 ...) or an RFC 3339 time with an offset.</summary>
    public static bool TryParse(string text, out PastMoment moment)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long position))
        {
            moment = At(new LogPosition(position));
            return position > 0;
        }

        bool isTime = Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out LogTime time);
        moment = At(time);
        return isTime;
    }

    /// <summary>"position 17" or the time.</summary>
    public override string ToString() =>
        Position is LogPosition position ? $"position {position.Value}" : LatestTime.ToString();
}
