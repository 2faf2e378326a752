using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>
/// Beam search over one level of the graph (Malkov and Yashunin, 2018, algorithm 2): the nearest candidate that was not
/// followed yet is followed, until none is left. A workspace: one thread at a time.
/// </summary>
internal sealed unsafe class HnswSearcher
{
    private ushort[] _visited = [];
    private int[] _pending = [];
    private ushort _round;

    /// <summary>The candidates.</summary>
    public HnswBeam Beam { get; } = new();

    /// <summary>The query in stored form.</summary>
    public AlignedBuffer Query { get; private set; } = new(VectorTable.Lanes);

    /// <summary>Scratch for choosing links.</summary>
    public int[] Chosen { get; private set; } = [];

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
    /// <param name="graph">The graph.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="width">How many candidates to keep.</param>
    /// <param name="level">The level.</param>
    /// <param name="collector">Is shown every slot that is looked at, or null.</param>
    public void Search(HnswGraph graph, int start, int width, int level, HnswCollector? collector = null)
    {
        Beam.Reset(width);
        NextRound();
        float similarity = graph.Similarity(Query.Pointer, start);
        _visited[start] = _round;
        collector?.Offer(graph.Ids[start], similarity);
        Beam.Insert(start, similarity);
        Run(graph, level, collector);
    }

    /// <summary>Fills the beam on a level, starting from what it holds of the level above.</summary>
    public void Continue(HnswGraph graph, int width, int level)
    {
        Beam.Restart(width);
        NextRound();
        for (int i = 0; i < Beam.Count; i++)
        {
            _visited[Beam[i].Id] = _round;
        }

        Run(graph, level, null);
    }

    private void NextRound()
    {
        if (++_round == 0)
        {
            Array.Clear(_visited);
            _round = 1;
        }
    }

    private void Run(HnswGraph graph, int level, HnswCollector? collector)
    {
        if (graph.Metric == VectorMetric.Euclidean)
        {
            Run<IHnswSimilarity.Euclidean>(graph, level, collector);
        }
        else
        {
            Run<IHnswSimilarity.Dot>(graph, level, collector);
        }
    }

    private void Run<TSimilarity>(HnswGraph graph, int level, HnswCollector? collector)
        where TSimilarity : struct, IHnswSimilarity
    {
        const int atOnce = 4;
        float* vectors = graph.Vectors.Pointer;
        int stride = graph.Vectors.Stride;
        float* query = Query.Pointer;
        float* four = stackalloc float[atOnce];
        ref int pending = ref MemoryMarshal.GetArrayDataReference(_pending);
        for (int place = Beam.FollowNext(0, out int slot); place >= 0; place = Beam.FollowNext(place, out slot))
        {
            int count = Gather(graph.Links(slot, level), vectors, stride);
            int i = 0;
            for (; i + atOnce <= count; i += atOnce)
            {
                TSimilarity.Four(
                    query,
                    vectors + ((nint)Unsafe.Add(ref pending, i) * stride),
                    vectors + ((nint)Unsafe.Add(ref pending, i + 1) * stride),
                    vectors + ((nint)Unsafe.Add(ref pending, i + 2) * stride),
                    vectors + ((nint)Unsafe.Add(ref pending, i + 3) * stride),
                    stride,
                    four);
                for (int k = 0; k < atOnce; k++)
                {
                    place = Math.Min(place, Look(graph, Unsafe.Add(ref pending, i + k), four[k], collector));
                }
            }

            for (; i < count; i++)
            {
                int other = Unsafe.Add(ref pending, i);
                float similarity = TSimilarity.One(query, vectors + ((nint)other * stride), stride);
                place = Math.Min(place, Look(graph, other, similarity, collector));
            }
        }

        GC.KeepAlive(graph);
    }

    /// <summary>Collects the links that were not looked at in this round, and has their vectors fetched.</summary>
    private int Gather(ReadOnlySpan<int> links, float* vectors, int stride)
    {
        ref int pending = ref MemoryMarshal.GetArrayDataReference(_pending);
        ref ushort visited = ref MemoryMarshal.GetArrayDataReference(_visited);
        int count = 0;
        foreach (int link in links)
        {
            ref ushort mark = ref Unsafe.Add(ref visited, link);
            if (mark == _round)
            {
                continue;
            }

            mark = _round;
            Unsafe.Add(ref pending, count++) = link;
            if (Sse.IsSupported)
            {
                float* row = vectors + ((nint)link * stride);
                for (int line = 0; line < stride; line += VectorTable.Lanes)
                {
                    Sse.Prefetch0(row + line);
                }
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Look(HnswGraph graph, int slot, float similarity, HnswCollector? collector)
    {
        collector?.Offer(graph.Ids[slot], similarity);
        return similarity > Beam.Threshold ? Beam.Insert(slot, similarity) : int.MaxValue;
    }
}
