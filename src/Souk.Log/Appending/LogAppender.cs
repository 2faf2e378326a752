using System.Collections.Concurrent;

namespace Souk.Log.Appending;

/// <summary>
/// Lets any number of producers append single records: one thread gathers what they bring into batches
/// (<see cref="RecordBatch"/>) and appends them, and the log's group commit acknowledges them together. It must be the
/// log's only appender. Log time is the clock's, never going backwards.
/// </summary>
public sealed class LogAppender : IDisposable
{
    /// <summary>The largest payload that is gathered before producers have to wait: 4 MiB. A larger record goes alone.
    /// </summary>
    public const int MaxGatheredBytes = 4 << 20;

    private readonly IEventLog _log;
    private readonly TimeProvider _clock;
    private readonly object _lock = new();
    private readonly ConcurrentQueue<(LogPosition Last, AppendOperation[] Operations)> _unacknowledged = new();
    private readonly Thread _thread;
    private FormingBatch _forming = new(MaxGatheredBytes);
    private FormingBatch _taken = new(MaxGatheredBytes);
    private Exception? _failure;
    private bool _closed;

    /// <summary>Starts appending to a log, which stays open after dispose.</summary>
    /// <param name="log">The log.</param>
    /// <param name="clock">Tells log time; default the system's clock.</param>
    public LogAppender(IEventLog log, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        _log = log;
        _clock = clock ?? TimeProvider.System;
        _log.DurableAdvanced += Acknowledge;
        _log.Failed += FailAll;
        _thread = new Thread(Run) { Name = "Log appender", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Appends a record and gives its position once it is acknowledged. The record is copied. Blocks while
    /// <see cref="MaxGatheredBytes"/> wait. Await the result once. Callable from any thread.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="acknowledgement">When to complete; default durable.</param>
    /// <exception cref="LogFailedException">The log has failed.</exception>
    public ValueTask<LogPosition> AppendAsync(
        ReadOnlySpan<byte> record, Acknowledgement acknowledgement = Acknowledgement.Durable)
    {
        AppendOperation operation = AppendOperation.Rent(acknowledgement);
        ValueTask<LogPosition> task = operation.Task;
        lock (_lock)
        {
            while (!_forming.HasRoom(record.Length) && _failure is null && !_closed)
                Monitor.Wait(_lock);
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_failure is not null)
                return ValueTask.FromException<LogPosition>(_failure);
            if (_forming.Bytes == 0)
                Monitor.PulseAll(_lock);
            _forming.Add(record, operation);
        }

        return task;
    }

    /// <summary>Appends what has gathered, waits until it is acknowledged, and stops.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }

        _thread.Join();
        WaitForLast();
        _log.DurableAdvanced -= Acknowledge;
        _log.Failed -= FailAll;
    }

    private void Run()
    {
        while (Take() is { } batch)
        {
            try
            {
                Append(batch);
            }
            catch (LogFailedException failure)
            {
                FailBatch(batch.Clear(), failure);
            }
        }
    }

    private FormingBatch? Take()
    {
        lock (_lock)
        {
            while (_forming.Bytes == 0 && !_closed)
                Monitor.Wait(_lock);
            if (_forming.Bytes == 0)
                return null;
            (_forming, _taken) = (_taken, _forming);
            Monitor.PulseAll(_lock);
            return _taken;
        }
    }

    private void Append(FormingBatch batch)
    {
        LogTime now = LogTime.FromDateTimeOffset(_clock.GetUtcNow());
        LogTime time = now > _log.LastTime ? now : _log.LastTime;
        LogPosition position = _log.Append(batch.Payload, batch.Operations.Count, time, time);
        AppendOperation[] operations = batch.Clear();
        bool anyBuffered = false;
        foreach (AppendOperation operation in operations)
        {
            operation.Position = position;
            position = position.Next;
            anyBuffered |= !operation.WaitsForDurable;
        }

        if (anyBuffered)
        {
            // Parted before any completes: a completed operation may be rented again at once, for another record.
            AppendOperation[] buffered = [.. operations.Where(operation => !operation.WaitsForDurable)];
            operations = [.. operations.Where(operation => operation.WaitsForDurable)];
            Completions.Queue(buffered);
        }

        _unacknowledged.Enqueue((position.Plus(-1), operations));
        // The commit may have come before the batch stood in the queue.
        Acknowledge(_log.DurablePosition);
        if (_failure is { } failure)
            FailQueued(failure);
    }

    private void Acknowledge(LogPosition durable)
    {
        lock (_unacknowledged)
        {
            while (_unacknowledged.TryPeek(out (LogPosition Last, AppendOperation[] Operations) oldest)
                && oldest.Last <= durable)
            {
                _ = _unacknowledged.TryDequeue(out _);
                Completions.Queue(oldest.Operations);
            }
        }
    }

    private void FailAll(LogFailedException failure)
    {
        lock (_lock)
        {
            _failure = failure;
            Monitor.PulseAll(_lock);
        }

        FailQueued(failure);
    }

    private void FailQueued(Exception failure)
    {
        lock (_unacknowledged)
        {
            while (_unacknowledged.TryDequeue(out (LogPosition Last, AppendOperation[] Operations) batch))
                FailBatch(batch.Operations, failure);
        }
    }

    private static void FailBatch(AppendOperation[] operations, Exception failure)
    {
        foreach (AppendOperation operation in operations)
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => state.operation.Fail(state.failure), (operation, failure), preferLocal: false);
    }

    private void WaitForLast()
    {
        try
        {
            _log.WaitForDurable(_log.LastPosition).AsTask().GetAwaiter().GetResult();
            Acknowledge(_log.DurablePosition);
        }
        catch (LogFailedException failure)
        {
            // Every producer has been told or is told here; dispose itself has nothing to add.
            FailQueued(failure);
        }
    }
}
