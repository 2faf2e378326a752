namespace Souk.Simulation;

/// <summary>Events that will happen, the earliest first, in the order of their adding where times are equal.</summary>
internal sealed class PendingQueue
{
    private readonly PriorityQueue<Pending, (long Time, long Order)> _queue = new();
    private long _added;

    internal int Count => _queue.Count;

    internal void Add(in Pending pending) => _queue.Enqueue(pending, (pending.Time, _added++));

    internal bool TryTake(out Pending pending) => _queue.TryDequeue(out pending, out _);

    internal bool TryPeekTime(out long time)
    {
        bool any = _queue.TryPeek(out Pending next, out _);
        time = next.Time;
        return any;
    }
}
