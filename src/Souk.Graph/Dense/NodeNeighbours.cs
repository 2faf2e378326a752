namespace Souk.Graph.Dense;

/// <summary>The neighbours of each node of a graph without directions, each once and none its own: a repeated edge or a
/// loop would let a node's own outcome into its features.</summary>
internal sealed class NodeNeighbours
{
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int[] _neighbours;

    internal NodeNeighbours(int nodes, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        _starts = new int[nodes + 1];
        _neighbours = new int[2 * from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            _starts[from[i] + 1]++;
            _starts[to[i] + 1]++;
        }

        for (int node = 0; node < nodes; node++)
        {
            _starts[node + 1] += _starts[node];
        }

        int[] next = _starts[..^1];
        for (int i = 0; i < from.Length; i++)
        {
            _neighbours[next[from[i]]++] = to[i];
            _neighbours[next[to[i]]++] = from[i];
        }

        _counts = new int[nodes];
        for (int node = 0; node < nodes; node++)
        {
            _counts[node] = Tidy(node, _neighbours.AsSpan(_starts[node], _starts[node + 1] - _starts[node]));
        }
    }

    internal int Nodes => _counts.Length;

    internal ReadOnlySpan<int> Of(int node) => _neighbours.AsSpan(_starts[node], _counts[node]);

    /// <summary>The mean of each feature over a node and its neighbours (GADBench adds the node itself), for all
    /// nodes.</summary>
    internal void Mean(ReadOnlySpan<float> features, int columns, Span<float> means)
    {
        for (int node = 0; node < Nodes; node++)
        {
            Span<float> mean = means.Slice(node * columns, columns);
            features.Slice(node * columns, columns).CopyTo(mean);
            ReadOnlySpan<int> neighbours = Of(node);
            foreach (int neighbour in neighbours)
            {
                ReadOnlySpan<float> other = features.Slice(neighbour * columns, columns);
                for (int i = 0; i < columns; i++)
                {
                    mean[i] += other[i];
                }
            }

            for (int i = 0; i < columns; i++)
            {
                mean[i] /= neighbours.Length + 1;
            }
        }
    }

    /// <summary>The largest of each feature over a node's neighbours; its own where it has none.</summary>
    internal void Largest(int node, ReadOnlySpan<float> features, int columns, Span<float> largest)
    {
        ReadOnlySpan<int> neighbours = Of(node);
        if (neighbours.IsEmpty)
        {
            features.Slice(node * columns, columns).CopyTo(largest);
            return;
        }

        largest.Fill(float.NegativeInfinity);
        foreach (int neighbour in neighbours)
        {
            ReadOnlySpan<float> other = features.Slice(neighbour * columns, columns);
            for (int i = 0; i < columns; i++)
            {
                largest[i] = MathF.Max(largest[i], other[i]);
            }
        }
    }

    private static int Tidy(int node, Span<int> neighbours)
    {
        neighbours.Sort();
        int kept = 0;
        for (int i = 0; i < neighbours.Length; i++)
        {
            if (neighbours[i] != node && (kept == 0 || neighbours[i] != neighbours[kept - 1]))
            {
                neighbours[kept++] = neighbours[i];
            }
        }

        return kept;
    }
}
