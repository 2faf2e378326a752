namespace Souk.Log.Writing;

/// <summary>Who waits for a position to become durable.</summary>
internal sealed class DurableWaiters
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private long _durable;
    private LogFailedException? _failure;

    public DurableWaiters(LogPosition durable) => _durable = durable.Value;

    public LogPosition Durable => new(Volatile.Read(ref _durable));

    /// <summary>Completes when a position is durable, fails when it never will be.</summary>
    public ValueTask Wait(LogPosition position, CancellationToken cancellation)
    {
        if (position <= Durable)
            return ValueTask.CompletedTask;
        cancellation.ThrowIfCancellationRequested();
        TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (position.Value <= _durable)
                return ValueTask.CompletedTask;
            if (_failure is not null)
                return ValueTask.FromException(_failure);
            _waiting.Enqueue(source, position.Value);
        }

        return cancellation.CanBeCanceled ? WaitCancellable(source, cancellation) : new ValueTask(source.Task);
    }

    /// <summary>Completes everyone up to a position.</summary>
    public void Advance(LogPosition durable)
    {
        lock (_lock)
        {
            Volatile.Write(ref _durable, durable.Value);
            while (_waiting.TryPeek(out TaskCompletionSource? source, out long position) && position <= durable.Value)
            {
                _waiting.Dequeue();
                source.TrySetResult();
            }
        }
    }

    /// <summary>Fails everyone, now and later.</summary>
    public void Fail(LogFailedException failure)
    {
        lock (_lock)
        {
            _failure = failure;
            while (_waiting.TryDequeue(out TaskCompletionSource? source, out _))
                source.TrySetException(failure);
        }
    }

    private static async ValueTask WaitCancellable(TaskCompletionSource source, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), source))
            await source.Task.ConfigureAwait(false);
    }
}
