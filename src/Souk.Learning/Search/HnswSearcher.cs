using System.Runtime.Intrinsics.X86;
using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>
/// Beam search over one level of the graph (Malkov and Yashunin, 2018, algorithm 2). The beam is one sorted array: the
/// nearest candidate that was not followed yet is followed, until none is left. A workspace: one thread at a time.
/// </summary>
internal sealed unsafe class HnswSearcher
{
    private float[] _similarities = [];
    private int[] _slots = [];
    private bool[] _followed = [];
    private ushort[] _visited = [];
    private int[] _pending = [];
    private ushort _round;
    private int _width;

    /// <summary>How many candidates the beam holds, nearest first.</summary>
    public int Count { get; private set; }

    /// <summary>The query in stored form.</summary>
    public AlignedBuffer Query { get; private set; } = new(VectorTable.Lanes);

    /// <summary>Scratch for choosing links.</summary>
    public int[] Chosen { get; private set; } = [];

    public int Slot(int place) => _slots[place];

    public float SimilarityAt(int place) => _similarities[place];

    /// <summary>Readies the workspace for a query in a graph.</summary>
    public void Start(HnswGraph graph, ReadOnlySpan<float> stored)
    {
        if (Query.Length < graph.Vectors.Stride)
        {
            Query = new AlignedBuffer(graph.Vectors.Stride);
        }

        Query.Span.Clear();
        stored.CopyTo(Query.Span);
        if (_visited.Length < graph.Ids.Length)
        {
            _visited = new ushort[graph.Ids.Length];
            _round = 0;
        }

        if (_pending.Length < graph.Capacity(0))
        {
            _pending = new int[graph.Capacity(0)];
            Chosen = new int[graph.Capacity(0)];
        }
    }

    /// <summary>Follows the nearest link on every level above <paramref name="level"/>; gives where it ended.</summary>
    public int Descend(HnswGraph graph, int level)
    {
        int at = graph.Entry;
        float best = graph.Similarity(Query.Pointer, at);
        for (int l = graph.Levels[at]; l > level; l--)
        {
            bool moved = true;
            while (moved)
            {
                moved = false;
                foreach (int next in graph.Links(at, l))
                {
                    float similarity = graph.Similarity(Query.Pointer, next);
                    if (similarity > best)
                    {
                        best = similarity;
                        at = next;
                        moved = true;
                    }
                }
            }
        }

        return at;
    }

    /// <summary>Fills the beam on a level, starting from one slot.</summary>
    public void Search(HnswGraph graph, int start, int width, int level, HnswCollector? collector = null)
    {
        BeginBeam(width);
        Visit(graph, start, graph.Similarity(Query.Pointer, start), collector);
        Run(graph, level, collector);
    }

    /// <summary>Fills the beam on a level, starting from what it holds of the level above.</summary>
    public void Continue(HnswGraph graph, int width, int level)
    {
        int kept = Count;
        BeginBeam(width);
        for (int i = 0; i < kept; i++)
        {
            _followed[i] = false;
            _visited[_slots[i]] = _round;
        }

        Count = Math.Min(kept, width);
        Run(graph, level, null);
    }

    /// <summary>Puts a slot into the beam if it is near enough.</summary>
    public void Offer(int slot, float similarity)
    {
        if (Count == _width && similarity <= _similarities[Count - 1])
        {
            return;
        }

        Insert(slot, similarity);
    }

    private void BeginBeam(int width)
    {
        if (_slots.Length < width + 1)
        {
            Array.Resize(ref _similarities, width + 1);
            Array.Resize(ref _slots, width + 1);
            Array.Resize(ref _followed, width + 1);
        }

        _width = width;
        Count = 0;
        if (++_round == 0)
        {
            Array.Clear(_visited);
            _round = 1;
        }
    }

    private void Run(HnswGraph graph, int level, HnswCollector? collector)
    {
        float* vectors = graph.Vectors.Pointer;
        nint stride = graph.Vectors.Stride;
        int next = 0;
        while (next < Count)
        {
            if (_followed[next])
            {
                next++;
                continue;
            }

            _followed[next] = true;
            int pending = 0;
            foreach (int link in graph.Links(_slots[next], level))
            {
                if (_visited[link] != _round)
                {
                    _visited[link] = _round;
                    _pending[pending++] = link;
                    if (Sse.IsSupported)
                    {
                        float* row = vectors + (link * stride);
                        for (nint line = 0; line < stride; line += VectorTable.Lanes)
                        {
                            Sse.Prefetch0(row + line);
                        }
                    }
                }
            }

            int lowest = next;
            for (int i = 0; i < pending; i++)
            {
                int slot = _pending[i];
                int place = VisitKnown(graph, slot, graph.Similarity(Query.Pointer, slot), collector);
                lowest = Math.Min(lowest, place);
            }

            next = lowest;
        }
    }

    private void Visit(HnswGraph graph, int slot, float similarity, HnswCollector? collector)
    {
        _visited[slot] = _round;
        VisitKnown(graph, slot, similarity, collector);
    }

    private int VisitKnown(HnswGraph graph, int slot, float similarity, HnswCollector? collector)
    {
        collector?.Offer(graph.Ids[slot], similarity);
        if (Count == _width && similarity <= _similarities[Count - 1])
        {
            return int.MaxValue;
        }

        return Insert(slot, similarity);
    }

    private int Insert(int slot, float similarity)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_similarities[middle] >= similarity)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        int moved = Math.Min(Count, _width - 1) - low;
        Array.Copy(_similarities, low, _similarities, low + 1, moved);
        Array.Copy(_slots, low, _slots, low + 1, moved);
        Array.Copy(_followed, low, _followed, low + 1, moved);
        _similarities[low] = similarity;
        _slots[low] = slot;
        _followed[low] = false;
        Count = Math.Min(Count + 1, _width);
        return low;
    }
}
