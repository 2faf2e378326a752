using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>What was found and done when an engine was opened.</summary>
/// <param name="Log">What the log says of itself.</param>
/// <param name="SnapshotPosition">The snapshot the state was loaded from; zero if it was rebuilt from the log's
/// start.</param>
/// <param name="Replayed">How many positions were replayed after that.</param>
/// <param name="Duration">How long loading and replaying took.</param>
/// <param name="Remarks">What an operator should know, for example a snapshot that was passed over and why.</param>
public sealed record EngineOpenReport(
    LogOpenReport Log,
    LogPosition SnapshotPosition,
    long Replayed,
    TimeSpan Duration,
    IReadOnlyList<string> Remarks);
