using Souk.Log;

namespace Souk.Core.Events;

/// <summary>What stands before the fields of an encoded event.</summary>
/// <param name="TypeIndex">The event type, by its index in the definition it was encoded with.</param>
/// <param name="OwnTime">The event's own time.</param>
/// <param name="StampedTime">The time intake stamped it with: never ahead of intake's clock.</param>
/// <param name="IdStart">Where the id starts in the record.</param>
/// <param name="IdLength">The id's length in bytes.</param>
internal readonly record struct EventHead(
    int TypeIndex, LogTime OwnTime, LogTime StampedTime, int IdStart, int IdLength)
{
    /// <summary>Where the presence bits start.</summary>
    internal int BodyStart => IdStart + IdLength;
}
