using Souk.Log;

namespace Souk.Risk.Patterns;

/// <summary>One event with all that rules could read of it.</summary>
internal sealed class SampledRow
{
    internal required LogPosition Position { get; init; }

    internal required LogTime Time { get; init; }

    internal required string EventId { get; init; }

    internal required float[] Cells { get; init; }

    /// <summary>Hashes of the entities that the event names, by the type's entity fields; 0 where one is
    /// missing.</summary>
    internal required ulong[] Entities { get; init; }

    /// <summary>The score that was given; NaN without a decision.</summary>
    internal required float Score { get; init; }

    /// <summary>Whether the decision stopped it.</summary>
    internal required bool IsStopped { get; init; }

    internal bool IsBad { get; set; }
}
