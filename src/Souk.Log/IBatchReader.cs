namespace Souk.Log;

/// <summary>
/// Walks batches in order, each checked against its checksums and its predecessor. Not safe for use by several threads;
/// open one reader a thread. The properties describe the batch that the last <see cref="MoveNext"/> found.
/// </summary>
public interface IBatchReader : IDisposable
{
    /// <summary>Steps to the next batch; false at the present end, and then may be called again later.</summary>
    /// <exception cref="LogCorruptedException">The next batch is damaged.</exception>
    /// <exception cref="LogTrimmedException">Retention has deleted the next batch meanwhile.</exception>
    bool MoveNext();

    /// <summary>The position of the batch's first record.</summary>
    LogPosition FirstPosition { get; }

    /// <summary>How many records the batch holds, at least 1.</summary>
    int Count { get; }

    /// <summary>The first record's log time.</summary>
    LogTime FirstTime { get; }

    /// <summary>The last record's log time.</summary>
    LogTime LastTime { get; }

    /// <summary>The bytes as they were appended; valid until the next <see cref="MoveNext"/> or dispose.</summary>
    ReadOnlyMemory<byte> Payload { get; }
}
