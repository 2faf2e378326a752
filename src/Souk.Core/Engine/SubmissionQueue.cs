namespace Souk.Core.Engine;

/// <summary>The bounded queue before the sequencer: refuses what does not fit, so that a flood is answered at once with
/// "try later" instead of with memory.</summary>
internal sealed class SubmissionQueue : IDisposable
{
    private readonly long _maxBytes;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _arrived = new(initialState: false);
    private List<Submission> _waiting = [];
    private long _bytes;
    private bool _closed;

    internal SubmissionQueue(long maxBytes) => _maxBytes = maxBytes;

    /// <summary>The bytes of the events that wait.</summary>
    internal long WaitingBytes => Interlocked.Read(ref _bytes);

    public void Dispose() => _arrived.Dispose();

    /// <summary>Adds a submission; false if the queue is full.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    internal bool TryAdd(Submission submission)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SoukEngine));

            // One submission always fits an empty queue, however large it is.
            if (_bytes > 0 && _bytes + submission.Batch.Length > _maxBytes)
            {
                return false;
            }

            _bytes += submission.Batch.Length;
            _waiting.Add(submission);
        }

        _arrived.Set();
        return true;
    }

    /// <summary>Wakes the consumer without a submission.</summary>
    internal void Wake() => _arrived.Set();

    /// <summary>Takes all that waits, in order; waits for something up to a time.</summary>
    /// <returns>False once the queue is closed and empty.</returns>
    internal bool TakeAll(ref List<Submission> into, TimeSpan patience)
    {
        into.Clear();
        if (!Swap(ref into, out bool closed) && !closed)
        {
            _arrived.WaitOne(patience);
            Swap(ref into, out closed);
        }

        return into.Count > 0 || !closed;
    }

    /// <summary>Refuses what comes from now on.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        _arrived.Set();
    }

    private bool Swap(ref List<Submission> into, out bool closed)
    {
        lock (_gate)
        {
            closed = _closed;
            (into, _waiting) = (_waiting, into);
            Interlocked.Exchange(ref _bytes, 0);
            return into.Count > 0;
        }
    }
}
