using Souk.Log.Format;

namespace Souk.Log.Writing;

/// <summary>
/// Batches on their way from the writer to the committer. The writer adds to one buffer while the committer writes the
/// other; whatever gathers meanwhile is the next group commit, so groups grow just as large as the disk is slow.
/// </summary>
internal sealed class PendingBatches
{
    private const int InitialBytes = 256 << 10;

    private readonly Lock _writer = new();
    private readonly object _lock = new();
    private readonly int _maxBytes;
    private byte[] _gathering = new byte[InitialBytes];
    private byte[] _writing = new byte[InitialBytes];
    private int _gathered;
    private int _beingWritten;
    private long _lastPosition;
    private long _lastTime;
    private bool _closed;
    private LogFailedException? _failure;

    public PendingBatches(int maxBytes, LogPosition lastPosition, LogTime lastTime)
    {
        _maxBytes = maxBytes;
        _lastPosition = lastPosition.Value;
        _lastTime = lastTime.Microseconds;
    }

    public LogPosition LastPosition => new(Volatile.Read(ref _lastPosition));

    public LogTime LastTime => new(Volatile.Read(ref _lastTime));

    /// <summary>Adds a batch; blocks while too much waits. See <see cref="IEventLog.Append"/>.</summary>
    public LogPosition Append(ReadOnlySpan<byte> payload, int count, LogTime firstTime, LogTime lastTime)
    {
        lock (_writer)
        {
            Check(payload, count, firstTime, lastTime);
            int bytes = BatchHeader.Bytes + LogFormat.Align(payload.Length);
            lock (_lock)
            {
                WaitForRoom(bytes);
                Grow(bytes);
                Frame(_gathering.AsSpan(_gathered, bytes), payload, count, firstTime, lastTime);
                if (_gathered == 0)
                    Monitor.PulseAll(_lock);
                _gathered += bytes;
                LogPosition first = new(_lastPosition + 1);
                Volatile.Write(ref _lastTime, lastTime.Microseconds);
                Volatile.Write(ref _lastPosition, _lastPosition + count);
                return first;
            }
        }
    }

    /// <summary>Takes everything gathered, waiting until there is something; empty once closed and drained. The
    /// committer calls <see cref="Release"/> before it takes again.</summary>
    public Span<byte> Take()
    {
        lock (_lock)
        {
            while (_gathered == 0 && !_closed)
                Monitor.Wait(_lock);
            (_gathering, _writing) = (_writing, _gathering);
            _beingWritten = _gathered;
            _gathered = 0;
            return _writing.AsSpan(0, _beingWritten);
        }
    }

    /// <summary>Tells that what was taken has been written.</summary>
    public void Release()
    {
        lock (_lock)
        {
            // One huge batch must not hold its memory for ever.
            if (_writing.Length > _maxBytes)
                _writing = new byte[InitialBytes];
            _beingWritten = 0;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Refuses every later append.</summary>
    public void Fail(LogFailedException failure)
    {
        lock (_lock)
        {
            _failure = failure;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets the committer end once everything has been taken; refuses every later append.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void WaitForRoom(int bytes)
    {
        while (true)
        {
            if (_failure is not null)
                throw new LogFailedException(_failure.Message, _failure.InnerException);
            ObjectDisposedException.ThrowIf(_closed, typeof(SegmentedLog));
            long waiting = (long)_gathered + _beingWritten;
            if (waiting == 0 || waiting + bytes <= _maxBytes)
                return;
            Monitor.Wait(_lock);
        }
    }

    private void Check(ReadOnlySpan<byte> payload, int count, LogTime firstTime, LogTime lastTime)
    {
        if (count < 1)
            throw new ArgumentOutOfRangeException(nameof(count), count, "A batch holds at least 1 record.");
        if (payload.Length > LogFormat.MaxPayloadBytes)
            throw new ArgumentException(
                $"The payload has {payload.Length} bytes; at most {LogFormat.MaxPayloadBytes} fit into a batch.",
                nameof(payload));
        if (firstTime.Microseconds < _lastTime)
            throw new ArgumentException(
                $"The batch begins at {firstTime}, before the log's newest time {LastTime}; log time never goes "
                + "backwards.",
                nameof(firstTime));
        if (lastTime < firstTime)
            throw new ArgumentException(
                $"The batch ends at {lastTime}, before it begins at {firstTime}.", nameof(lastTime));
    }

    private void Grow(int bytes)
    {
        long needed = (long)_gathered + bytes;
        if (needed <= _gathering.Length)
            return;
        long length = Math.Max(needed, Math.Min(2L * _gathering.Length, _maxBytes));
        Array.Resize(ref _gathering, checked((int)length));
    }

    // Checksums, chain and durable position follow when the committer seals the batch.
    private void Frame(Span<byte> to, ReadOnlySpan<byte> payload, int count, LogTime firstTime, LogTime lastTime)
    {
        ref BatchHeader header = ref BatchHeader.In(to);
        header = new BatchHeader
        {
            Marker = BatchHeader.MarkerValue,
            PayloadBytes = payload.Length,
            Count = count,
            FirstPosition = _lastPosition + 1,
            FirstTime = firstTime.Microseconds,
            LastTime = lastTime.Microseconds,
        };
        payload.CopyTo(to[BatchHeader.Bytes..]);
        to[(BatchHeader.Bytes + payload.Length)..].Clear();
    }
}
