namespace Souk.Core.State;

/// <summary>
/// Lets readers on other threads see the state at one log position. The writer holds the gate while it applies a short
/// run of events (about 100 µs) and lets waiting readers pass in between; readers may overlap each other.
/// </summary>
public sealed class StateGate : IDisposable
{
    // A reader that was signalled needs a few microseconds to get in; past this the writer goes on, so that a stalled
    // reader thread cannot stop the log.
    private const int MaxYieldsToReaders = 64;

    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.NoRecursion);
    private int _waitingReaders;

    /// <summary>Enters as a reader; dispose what it gives to leave. Keep it for microseconds, never over an
    /// await.</summary>
    public ReadScope Read()
    {
        Interlocked.Increment(ref _waitingReaders);
        try
        {
            _lock.EnterReadLock();
        }
        finally
        {
            Interlocked.Decrement(ref _waitingReaders);
        }

        return new ReadScope(_lock);
    }

    /// <summary>Enters as the writer.</summary>
    public void EnterWrite() => _lock.EnterWriteLock();

    /// <summary>Leaves as the writer and lets the readers that wait go first.</summary>
    public void ExitWrite()
    {
        _lock.ExitWriteLock();
        for (int i = 0; i < MaxYieldsToReaders && Volatile.Read(ref _waitingReaders) > 0; i++)
        {
            Thread.Yield();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>A reader's stay.</summary>
    public readonly ref struct ReadScope
    {
        private readonly ReaderWriterLockSlim _lock;

        internal ReadScope(ReaderWriterLockSlim gate) => _lock = gate;

        /// <summary>Leaves.</summary>
        public void Dispose() => _lock.ExitReadLock();
    }
}
