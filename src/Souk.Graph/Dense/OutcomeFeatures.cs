namespace Souk.Graph.Dense;

/// <summary>What the known outcomes around a node say, its own left out at every distance.</summary>
internal sealed class OutcomeFeatures
{
    /// <summary>How many features.</summary>
    internal const int Count = 4;

    // A share of few outcomes is drawn towards the share of all as if this many more were known.
    private const double Shrinkage = 5;

    private readonly NodeNeighbours _graph;
    private readonly float[] _known;
    private readonly double[] _sums;
    private readonly int[] _counts;
    private readonly double _whole;

    internal OutcomeFeatures(NodeNeighbours graph, ReadOnlySpan<float> known)
    {
        _graph = graph;
        _known = known.ToArray();
        _sums = new double[graph.Nodes];
        _counts = new int[graph.Nodes];
        double bad = 0;
        int all = 0;
        foreach (float outcome in known)
        {
            bad += float.IsNaN(outcome) ? 0 : outcome;
            all += float.IsNaN(outcome) ? 0 : 1;
        }

        _whole = all == 0 ? 0 : bad / all;
        for (int node = 0; node < graph.Nodes; node++)
        {
            foreach (int neighbour in graph.Of(node))
            {
                _sums[node] += float.IsNaN(_known[neighbour]) ? 0 : _known[neighbour];
                _counts[node] += float.IsNaN(_known[neighbour]) ? 0 : 1;
            }
        }
    }

    /// <summary>Writes the features of a node: how many outcomes are known, the bad share, its smoothed mean, and the
    /// mean of the
    /// neighbours' smoothed shares without this node's outcome, each neighbour weighing less the more it has.</summary>
    internal void Write(int node, Span<float> row)
    {
        row[0] = MathF.Log(1 + _counts[node]);
        row[1] = _counts[node] == 0 ? float.NaN : (float)(_sums[node] / _counts[node]);
        row[2] = (float)((_sums[node] + (Shrinkage * _whole)) / (_counts[node] + Shrinkage));
        double own = float.IsNaN(_known[node]) ? 0 : _known[node];
        int ownCount = float.IsNaN(_known[node]) ? 0 : 1;
        double sum = 0;
        double weights = 0;
        foreach (int neighbour in _graph.Of(node))
        {
            double weight = 1 / Math.Sqrt(1 + _counts[neighbour]);
            sum += weight * (_sums[neighbour] - own + (Shrinkage * _whole)) / (_counts[neighbour] - ownCount
                + Shrinkage);
            weights += weight;
        }

        row[3] = weights == 0 ? float.NaN : (float)(sum / weights);
    }
}
