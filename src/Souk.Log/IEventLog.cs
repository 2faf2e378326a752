namespace Souk.Log;

/// <summary>
/// An ordered, durable log of record batches. The log knows nothing of what a record means: a batch is opaque bytes, a
/// count and two times. One thread writes; any number of threads read meanwhile.
/// </summary>
public interface IEventLog : IDisposable
{
    /// <summary>The oldest position that is still held; one more than <see cref="LastPosition"/> if there is none.
    /// </summary>
    LogPosition FirstPosition { get; }

    /// <summary>The newest appended position, perhaps not yet durable; zero for a log that never held a record.</summary>
    LogPosition LastPosition { get; }

    /// <summary>Every record up to here survives a power cut.</summary>
    LogPosition DurablePosition { get; }

    /// <summary>The log time of the newest appended record; <see cref="LogTime.BeforeAll"/> if there never was one.
    /// </summary>
    LogTime LastTime { get; }

    /// <summary>Called on the committer thread each time <see cref="DurablePosition"/> moves, with its new value. The
    /// handler must be quick and must not throw: every acknowledgement waits for it.</summary>
    event Action<LogPosition>? DurableAdvanced;

    /// <summary>Called once, on the committer thread, when a write or fsync fails. From then on nothing is acknowledged
    /// and nothing can be appended; what was not durable by then counts as not taken.</summary>
    event Action<LogFailedException>? Failed;

    /// <summary>
    /// Appends <paramref name="count"/> records as one batch and gives the position of the first. The payload is copied.
    /// Returns before the batch is on disk; blocks while too many bytes wait to be written. One thread at a time.
    /// </summary>
    /// <param name="payload">The records, in any form; at most 64 MiB.</param>
    /// <param name="count">How many records the payload holds, at least 1.</param>
    /// <param name="firstTime">The first record's log time, not before <see cref="LastTime"/>.</param>
    /// <param name="lastTime">The last record's log time, not before <paramref name="firstTime"/>.</param>
    /// <exception cref="ArgumentException">Count, length or times are out of range.</exception>
    /// <exception cref="LogFailedException">An earlier write or fsync failed.</exception>
    LogPosition Append(ReadOnlySpan<byte> payload, int count, LogTime firstTime, LogTime lastTime);

    /// <summary>Completes when <see cref="DurablePosition"/> has reached a position. Callable from any thread.</summary>
    /// <param name="position">An appended position.</param>
    /// <param name="cancellation">Ends the waiting, not the writing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position has not been appended.</exception>
    /// <exception cref="LogFailedException">A write or fsync failed before the position became durable.</exception>
    ValueTask WaitForDurable(LogPosition position, CancellationToken cancellation = default);

    /// <summary>
    /// Opens a reader that starts at the batch which holds a position, so its first batch may begin a little earlier. It
    /// sees what has been written to the files, durable or not. Callable from any thread.
    /// </summary>
    /// <param name="from">From <see cref="FirstPosition"/> to one more than <see cref="LastPosition"/>;
    /// <see cref="LogPosition.Zero"/> reads from the oldest.</param>
    /// <exception cref="LogTrimmedException">Retention has deleted the position.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The position lies beyond the next one to come.</exception>
    IBatchReader Read(LogPosition from);

    /// <summary>
    /// The first position of the first written batch whose last log time is at or after a time, or the position after
    /// the last written record if there is none. No record before it has that time or a later one; the first records
    /// from it on may be earlier, since a batch is not looked into.
    /// </summary>
    /// <param name="time">The time looked for.</param>
    LogPosition FirstPositionAtOrAfter(LogTime time);
}
