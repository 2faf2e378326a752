namespace Souk.Graph.Dense;

/// <summary>The edges of each node of a bipartite graph, rows first, then columns: where they start, and their
/// numbers.</summary>
internal sealed class Adjacency
{
    internal Adjacency(EdgeList edges)
    {
        RowCount = edges.RowCount;
        Starts = new int[edges.RowCount + edges.ColumnCount + 1];
        Edges = new int[2 * edges.Count];
        ReadOnlySpan<int> rows = edges.Rows;
        ReadOnlySpan<int> columns = edges.Columns;
        for (int i = 0; i < rows.Length; i++)
        {
            Starts[rows[i] + 1]++;
            Starts[RowCount + columns[i] + 1]++;
        }

        for (int node = 1; node < Starts.Length; node++)
        {
            Starts[node] += Starts[node - 1];
        }

        int[] next = Starts[..^1];
        for (int i = 0; i < rows.Length; i++)
        {
            Edges[next[rows[i]]++] = i;
            Edges[next[RowCount + columns[i]]++] = i;
        }
    }

    internal int RowCount { get; }

    internal int Nodes => Starts.Length - 1;

    internal int[] Starts { get; }

    internal int[] Edges { get; }

    internal int DegreeOf(int node) => Starts[node + 1] - Starts[node];

    internal ReadOnlySpan<int> EdgesOf(int node) => Edges.AsSpan(Starts[node], DegreeOf(node));
}
