using Souk.Log.Files;
using Souk.Log.Recovery;
using Souk.Log.Retention;
using Souk.Log.Segments;
using Souk.Log.Writing;

namespace Souk.Log;

/// <summary>
/// The embedded log: append-only segment files in one folder, one committer thread that writes and fsyncs whatever has
/// gathered. docs/log.md describes format, guarantees and limits. Members are callable from any thread, with one
/// appender at a time.
/// </summary>
public sealed class SegmentedLog : IEventLog
{
    private readonly ILogFiles _files;
    private readonly IDisposable _lock;
    private readonly SegmentCatalog _catalog;
    private readonly PendingBatches _pending;
    private readonly SegmentWriter _writer;
    private readonly DurableWaiters _waiters;
    private readonly GroupCommitter _committer;
    private LogRetention _retention;
    private bool _disposed;

    private SegmentedLog(ILogFiles files, IDisposable folderLock, LogOptions options, RecoveredLog recovered)
    {
        _files = files;
        _lock = folderLock;
        _retention = options.Retention;
        _catalog = recovered.Catalog;
        OpenReport = recovered.Report;
        LogPosition last = recovered.Report.LastPosition;
        _pending = new PendingBatches(options.MaxUnwrittenBytes, last, recovered.Report.LastTime);
        _waiters = new DurableWaiters(last);
        _writer = new SegmentWriter(files, _catalog, options.SegmentBytes, recovered.Next);
        DurableWitness witness = DurableWitness.Open(files, Identity, last);
        _committer = new GroupCommitter(
            _pending,
            _writer,
            witness,
            _waiters,
            position => DurableAdvanced?.Invoke(position),
            failure => Failed?.Invoke(failure),
            options.CommitsByHand);
    }

    /// <inheritdoc/>
    public event Action<LogPosition>? DurableAdvanced;

    /// <inheritdoc/>
    public event Action<LogFailedException>? Failed;

    /// <summary>What opening found and did; print it.</summary>
    public LogOpenReport OpenReport { get; }

    /// <summary>A random number drawn when the log was made: it tells one log from another, for instance in a snapshot
    /// that must not be loaded beside a foreign log.</summary>
    public ulong Identity => _catalog.Last.Header.Identity;

    /// <inheritdoc/>
    public LogPosition FirstPosition => _catalog.Segments[0].FirstPosition;

    /// <inheritdoc/>
    public LogPosition LastPosition => _pending.LastPosition;

    /// <inheritdoc/>
    public LogPosition DurablePosition => _waiters.Durable;

    /// <inheritdoc/>
    public LogTime LastTime => _pending.LastTime;

    /// <summary>Opens a folder's log, made if missing, after checking and recovering it.</summary>
    /// <param name="options">Which folder, and how.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="LogLockedException">Another process holds the folder.</exception>
    /// <exception cref="LogCorruptedException">Durable bytes are damaged and data loss is not accepted.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static SegmentedLog Open(LogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ILogFiles files = options.Files ?? new DiskLogFiles(options.Folder, create: true);
        IDisposable folderLock = files.Lock();
        try
        {
            return new SegmentedLog(files, folderLock, options, new LogRecovery(files, options).Run());
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LogPosition Append(ReadOnlySpan<byte> payload, int count, LogTime firstTime, LogTime lastTime) =>
        _pending.Append(payload, count, firstTime, lastTime);

    /// <inheritdoc/>
    public ValueTask WaitForDurable(LogPosition position, CancellationToken cancellation = default)
    {
        if (position > LastPosition)
            throw new ArgumentOutOfRangeException(
                nameof(position), position, $"Position {position} has not been appended; the last is {LastPosition}.");
        return _waiters.Wait(position, cancellation);
    }

    /// <inheritdoc/>
    public IBatchReader Read(LogPosition from)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (from > LastPosition.Next)
            throw new ArgumentOutOfRangeException(
                nameof(from), from, $"Position {from} lies beyond the next one to come, {LastPosition.Next}.");
        return new SegmentedReader(_files, _catalog, from == LogPosition.Zero ? FirstPosition : from);
    }

    /// <inheritdoc/>
    public LogPosition FirstPositionAtOrAfter(LogTime time)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using SegmentedReader reader = new(_files, _catalog, time);
        while (reader.MoveNext())
        {
            if (reader.LastTime >= time)
                return reader.FirstPosition;
        }

        return reader.NextPosition;
    }

    /// <summary>What <see cref="ApplyRetention"/> may delete; at first <see cref="LogOptions.Retention"/>.</summary>
    /// <exception cref="ArgumentException">A limit is negative.</exception>
    public LogRetention Retention
    {
        get => Volatile.Read(ref _retention);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            Volatile.Write(ref _retention, value);
        }
    }

    /// <summary>
    /// Deletes the oldest segments that <see cref="Retention"/> lets go. Readers inside a deleted segment
    /// read it to its end. Durable when this returns; callable from any thread while the log is written.
    /// </summary>
    /// <param name="keepFrom">This position and every later one stay, whatever the limits say: the oldest position
    /// that a restart still has to replay.</param>
    /// <exception cref="IOException">The disk failed; what was not deleted yet stays.</exception>
    public RetentionReport ApplyRetention(LogPosition keepFrom)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new SegmentRetention(_files, _catalog, Retention).Apply(keepFrom, _writer.DurableTime);
    }

    /// <summary>Writes and flushes what is pending; only with <see cref="LogOptions.CommitsByHand"/>.</summary>
    internal void CommitByHand() => _committer.CommitByHand();

    /// <summary>Commits what is pending and gives the folder free.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _committer.Close();
        _waiters.Fail(new LogFailedException("The log has been closed."));
        _lock.Dispose();
    }
}
