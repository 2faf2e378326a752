namespace Souk.Graph.Dense;

/// <summary>Works the weights of edges out.</summary>
internal static class EdgeWeights
{
    internal static double[] Of(EdgeList edges, Adjacency graph, FraudarOptions options, EdgeWeighting weighting)
    {
        double[] weights = new double[edges.Count];
        for (int edge = 0; edge < weights.Length; edge++)
        {
            double column = graph.DegreeOf(edges.RowCount + edges.Columns[edge]);
            weights[edge] = weighting == EdgeWeighting.Column
                ? 1 / Math.Log(column + options.DegreeConstant)
                : Math.Max(
                    0, Math.Log(options.RingDensity * edges.Count / (graph.DegreeOf(edges.Rows[edge]) * column)));
        }

        return weights;
    }
}
