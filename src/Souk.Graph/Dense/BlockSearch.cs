namespace Souk.Graph.Dense;

/// <summary>The searches of one run of <see cref="Fraudar"/>: the edges that are left, and one peeling after the
/// other.</summary>
internal sealed class BlockSearch
{
    // The token is looked at now and then: a peeling step takes a fraction of a microsecond.
    private const int StepsBetweenChecks = 1 << 16;

    private readonly EdgeList _edges;
    private readonly Adjacency _graph;
    private readonly List<double[]> _edgeWeights;
    private readonly double[]? _suspicion;
    private readonly bool[] _isGone;
    private readonly bool _isRefined;
    private int _left;

    internal BlockSearch(EdgeList edges, FraudarOptions options, double[]? suspicion)
    {
        _edges = edges;
        _graph = new Adjacency(edges);
        _suspicion = suspicion;
        _isGone = new bool[edges.Count];
        _isRefined = options.Weighting != EdgeWeighting.Column;
        _left = edges.Count;
        EdgeWeighting[] ways = options.Weighting == EdgeWeighting.Both
            ? [EdgeWeighting.Column, EdgeWeighting.Surprise]
            : [options.Weighting];
        _edgeWeights = [.. ways.Select(way => EdgeWeights.Of(edges, _graph, options, way))];
    }

    /// <summary>The densest block of what is left, whose edges are then removed; null if nothing is left.</summary>
    internal DenseBlock? Next(CancellationToken cancellation)
    {
        if (_left == 0)
        {
            return null;
        }

        (HashSet<int> Members, double Evidence) best = ([], double.NegativeInfinity);
        double density = 0;
        foreach (double[] edgeWeights in _edgeWeights)
        {
            (HashSet<int> found, double foundDensity) = Peel(edgeWeights, cancellation);
            (HashSet<int> Members, double Evidence) block =
                _isRefined ? new BlockRefinement(_edges, _graph, _isGone).Refine(found) : (found, 0);
            if (block.Evidence > best.Evidence)
            {
                best = block;
                density = foundDensity;
            }
        }

        return CutOut(best.Members, density, best.Evidence);
    }

    private (HashSet<int> Block, double Density) Peel(double[] edgeWeights, CancellationToken cancellation)
    {
        double[] weights = Weights(edgeWeights, out bool[] isIn, out double total);
        PeelQueue queue = new(weights, isIn);
        int[] order = new int[queue.Count];
        double best = total / queue.Count;
        int bestStep = 0;
        for (int step = 0; step < order.Length; step++)
        {
            if (step % StepsBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            int node = queue.Take();
            order[step] = node;
            total -= queue.WeightOf(node);
            Release(node, queue, edgeWeights);
            if (queue.Count > 0 && total / queue.Count > best)
            {
                best = total / queue.Count;
                bestStep = step + 1;
            }
        }

        return ([.. order.AsSpan(bestStep)], best);
    }

    private double[] Weights(double[] edgeWeights, out bool[] isIn, out double total)
    {
        double[] weights = new double[_graph.Nodes];
        isIn = new bool[_graph.Nodes];
        total = 0;
        for (int edge = 0; edge < _edges.Count; edge++)
        {
            if (_isGone[edge])
            {
                continue;
            }

            int row = _edges.Rows[edge];
            int column = _edges.Columns[edge];
            double weight = edgeWeights[edge];
            weights[row] += weight;
            weights[_edges.RowCount + column] += weight;
            isIn[row] = isIn[_edges.RowCount + column] = true;
            total += weight;
        }

        for (int row = 0; _suspicion is not null && row < _suspicion.Length; row++)
        {
            weights[row] += isIn[row] ? _suspicion[row] : 0;
            total += isIn[row] ? _suspicion[row] : 0;
        }

        return weights;
    }

    private void Release(int node, PeelQueue queue, double[] edgeWeights)
    {
        bool isRow = node < _edges.RowCount;
        foreach (int edge in _graph.EdgesOf(node))
        {
            int column = _edges.Columns[edge];
            int other = isRow ? _edges.RowCount + column : _edges.Rows[edge];
            if (!_isGone[edge] && queue.Contains(other))
            {
                queue.Lower(other, edgeWeights[edge]);
            }
        }
    }

    // A block without edges is suspicion alone; there is nothing to cut out of the graph any more.
    private DenseBlock? CutOut(HashSet<int> block, double density, double evidence)
    {
        int inside = 0;
        long first = long.MaxValue;
        long last = long.MinValue;
        foreach (int member in block)
        {
            foreach (int edge in member < _edges.RowCount ? _graph.EdgesOf(member) : [])
            {
                if (_isGone[edge] || !block.Contains(_edges.RowCount + _edges.Columns[edge]))
                {
                    continue;
                }

                _isGone[edge] = true;
                inside++;
                if (_edges.HasTimes)
                {
                    first = Math.Min(first, _edges.Times[edge]);
                    last = Math.Max(last, _edges.Times[edge]);
                }
            }
        }

        if (inside == 0)
        {
            return null;
        }

        _left -= inside;
        int[] rows = [.. block.Where(n => n < _edges.RowCount).Order()];
        int[] columns = [.. block.Where(n => n >= _edges.RowCount).Select(n => n - _edges.RowCount).Order()];
        double expected = rows.Sum(r => (double)_graph.DegreeOf(r))
            * columns.Sum(c => (double)_graph.DegreeOf(_edges.RowCount + c)) / _edges.Count;
        return new DenseBlock(
            rows, columns, inside, density, inside / expected, evidence, _edges.HasTimes ? first : 0,
            _edges.HasTimes ? last : 0);
    }
}
