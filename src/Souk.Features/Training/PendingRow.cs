using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Training;

/// <summary>A row whose label may still come.</summary>
internal sealed class PendingRow(LogPosition position, LogTime time, string eventId, FeatureValue[] values)
{
    internal LogPosition Position { get; } = position;

    internal LogTime Time { get; } = time;

    internal string EventId { get; } = eventId;

    internal FeatureValue[] Values { get; } = values;

    internal bool IsPositive { get; set; }

    /// <summary>What joins it to its label, or null if its event does not have it.</summary>
    internal string? Join { get; set; }
}
