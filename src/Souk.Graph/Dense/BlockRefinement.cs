namespace Souk.Graph.Dense;

/// <summary>
/// Makes a dense block whole: peeling keeps the busiest part of a ring, since that maximises edges per node, and may
/// keep
/// bystanders. Here rows and columns are taken in and out in turns: a node is a member if its edges and missing edges
/// to
/// the other side are likelier in a ring of the block's own density than by chance between nodes of these degrees, by
/// more than the prior odds against membership.
/// </summary>
internal sealed class BlockRefinement
{
    // A block with more pairs of candidates and members than this stays as it was found: working on it would take
    // longer than
    // finding it.
    private const long MaxPairs = 50_000_000;

    // Rows and columns in turns; it settles in a few rounds.
    private const int MaxRounds = 20;

    // A node with a single edge to the other side shows no pattern.
    private const int MinEdges = 2;

    // Keeps the logarithms of certain edges finite.
    private const double Margin = 0.01;

    private readonly EdgeList _edges;
    private readonly Adjacency _graph;
    private readonly bool[] _isGone;
    private readonly Dictionary<int, HashSet<int>> _touched = [];

    internal BlockRefinement(EdgeList edges, Adjacency graph, bool[] isGone)
    {
        _edges = edges;
        _graph = graph;
        _isGone = isGone;
    }

    /// <summary>The members of the refined block and the evidence for it; the block itself where refining it comes to
    /// nothing.</summary>
    internal (HashSet<int> Members, double Evidence) Refine(HashSet<int> block)
    {
        int[] rows = [.. block.Where(n => n < _edges.RowCount).Order()];
        int[] columns = [.. block.Where(n => n >= _edges.RowCount).Order()];
        for (int round = 0; round < MaxRounds; round++)
        {
            double density = Density(rows, columns);
            int[]? newRows = Members(columns, rows.Length, _edges.RowCount, density);
            int[]? newColumns = newRows is null ? null : Members(newRows, columns.Length, _edges.ColumnCount, density);
            if (newRows is not { Length: > 0 } || newColumns is not { Length: > 0 })
            {
                return (block, 0);
            }

            if (newRows.AsSpan().SequenceEqual(rows) && newColumns.AsSpan().SequenceEqual(columns))
            {
                break;
            }

            rows = newRows;
            columns = newColumns;
        }

        double inside = Density(rows, columns);
        return ([.. rows, .. columns], rows.Sum(r => _touched.ContainsKey(r) ? Evidence(r, columns, inside) : 0));
    }

    private double Density(int[] rows, int[] columns)
    {
        Touch(columns);
        long inside = 0;
        foreach (int row in rows)
        {
            inside += _touched.TryGetValue(row, out HashSet<int>? touched) ? touched.Count : 0;
        }

        return Math.Clamp((double)inside / ((long)rows.Length * columns.Length), Margin, 1 - Margin);
    }

    // The nodes of the other side that belong to some of one side; null if there are too many to look at.
    private int[]? Members(int[] side, int current, int population, double density)
    {
        Touch(side);
        List<int> candidates = [.. _touched.Where(t => t.Value.Count >= MinEdges).Select(t => t.Key)];
        if ((long)candidates.Count * side.Length > MaxPairs)
        {
            return null;
        }

        double needed = Math.Log((double)population / Math.Max(1, current));
        return [.. candidates.Where(n => Evidence(n, side, density) > needed).Order()];
    }

    // Which nodes have edges left to some of one side, and to which of it.
    private void Touch(int[] side)
    {
        _touched.Clear();
        foreach (int node in side)
        {
            foreach (int edge in _graph.EdgesOf(node))
            {
                if (_isGone[edge])
                {
                    continue;
                }

                int other = node < _edges.RowCount ? _edges.RowCount + _edges.Columns[edge] : _edges.Rows[edge];
                if (!_touched.TryGetValue(other, out HashSet<int>? touched))
                {
                    _touched.Add(other, touched = []);
                }

                touched.Add(node);
            }
        }
    }

    private double Evidence(int node, int[] side, double density)
    {
        HashSet<int> present = _touched[node];
        double perDegree = (double)_graph.DegreeOf(node) / _edges.Count;
        double evidence = 0;
        foreach (int other in side)
        {
            double chance = Math.Clamp(perDegree * _graph.DegreeOf(other), 0, 1 - Margin);
            evidence += present.Contains(other) ? Math.Log(density / chance) : Math.Log((1 - density) / (1 - chance));
        }

        return evidence;
    }
}
