namespace Souk.Simulation;

/// <summary>Events that will happen, the earliest first, in the order of their adding where times are equal. A heap
/// with four children a node holds small keys; the events stay where they are in their slots.</summary>
internal sealed class PendingQueue
{
    private const int Children = 4;

    private Key[] _heap = new Key[1024];
    private Pending[] _slots = new Pending[1024];
    private int[] _freeSlots = new int[1024];
    private int _freeCount;
    private int _usedSlots;
    private long _added;

    internal int Count { get; private set; }

    internal void Add(in Pending pending)
    {
        int slot = TakeSlot();
        _slots[slot] = pending;
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        Key key = new(pending.Time, _added++, slot);
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / Children;
            if (!key.IsBefore(in _heap[parent]))
            {
                break;
            }

            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = key;
    }

    internal bool TryTake(out Pending pending)
    {
        if (Count == 0)
        {
            pending = default;
            return false;
        }

        int slot = _heap[0].Slot;
        pending = _slots[slot];
        _freeSlots[_freeCount++] = slot;
        Count--;
        SiftDown(_heap[Count]);
        return true;
    }

    internal bool TryPeekTime(out long time)
    {
        time = Count > 0 ? _heap[0].Time : 0;
        return Count > 0;
    }

    private int TakeSlot()
    {
        if (_freeCount > 0)
        {
            return _freeSlots[--_freeCount];
        }

        if (_usedSlots == _slots.Length)
        {
            Array.Resize(ref _slots, _usedSlots * 2);
            Array.Resize(ref _freeSlots, _usedSlots * 2);
        }

        return _usedSlots++;
    }

    // Lets the last key find its place from the top, which is free.
    private void SiftDown(Key key)
    {
        int at = 0;
        while (true)
        {
            int first = (at * Children) + 1;
            if (first >= Count)
            {
                break;
            }

            int least = first;
            int end = Math.Min(first + Children, Count);
            for (int child = first + 1; child < end; child++)
            {
                if (_heap[child].IsBefore(in _heap[least]))
                {
                    least = child;
                }
            }

            if (!_heap[least].IsBefore(in key))
            {
                break;
            }

            _heap[at] = _heap[least];
            at = least;
        }

        _heap[at] = key;
    }

    private readonly record struct Key(long Time, long Order, int Slot)
    {
        internal bool IsBefore(in Key other) => Time < other.Time || (Time == other.Time && Order < other.Order);
    }
}
