namespace Souk.Graph.Dense;

/// <summary>
/// A queue of nodes by weight whose weights only fall: a 4-ary heap with the place of each node, so that a weight is
/// lowered in place. Of equal weights the lower number comes first, so that the order is the same in every run.
/// </summary>
internal sealed class PeelQueue
{
    private const int Arity = 4;

    private readonly double[] _weights;
    private readonly int[] _heap;
    private readonly int[] _places;
    private int _count;

    /// <summary>Makes a queue of nodes with weights; the array is kept and changed.</summary>
    internal PeelQueue(double[] weights, ReadOnlySpan<bool> isIn)
    {
        _weights = weights;
        _heap = new int[weights.Length];
        _places = new int[weights.Length];
        for (int node = 0; node < weights.Length; node++)
        {
            _places[node] = -1;
            if (isIn[node])
            {
                _places[node] = _count;
                _heap[_count++] = node;
            }
        }

        for (int at = (_count - 2) / Arity; at >= 0; at--)
        {
            Sink(at);
        }
    }

    internal int Count => _count;

    internal bool Contains(int node) => _places[node] >= 0;

    internal double WeightOf(int node) => _weights[node];

    /// <summary>Takes the lightest node out.</summary>
    internal int Take()
    {
        int node = _heap[0];
        _places[node] = -1;
        int last = _heap[--_count];
        if (_count > 0)
        {
            _heap[0] = last;
            _places[last] = 0;
            Sink(0);
        }

        return node;
    }

    /// <summary>Lowers the weight of a node in the queue.</summary>
    internal void Lower(int node, double by)
    {
        _weights[node] -= by;
        int at = _places[node];
        while (at > 0 && Precedes(node, _heap[(at - 1) / Arity]))
        {
            int parent = (at - 1) / Arity;
            Put(at, _heap[parent]);
            at = parent;
        }

        Put(at, node);
    }

    private void Sink(int at)
    {
        int node = _heap[at];
        while (true)
        {
            int first = (at * Arity) + 1;
            if (first >= _count)
            {
                break;
            }

            int least = first;
            int end = Math.Min(first + Arity, _count);
            for (int child = first + 1; child < end; child++)
            {
                if (Precedes(_heap[child], _heap[least]))
                {
                    least = child;
                }
            }

            if (!Precedes(_heap[least], node))
            {
                break;
            }

            Put(at, _heap[least]);
            at = least;
        }

        Put(at, node);
    }

    private void Put(int at, int node)
    {
        _heap[at] = node;
        _places[node] = at;
    }

    private bool Precedes(int a, int b) => _weights[a] < _weights[b] || (_weights[a] == _weights[b] && a < b);
}
