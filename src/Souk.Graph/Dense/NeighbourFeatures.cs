using Souk.Learning.Data;

namespace Souk.Graph.Dense;

/// <summary>
/// Makes features of nodes from those of their neighbours, for trees: the recipe by which boosted trees beat graph
/// networks in GADBench (Tang, Hua, Gao, Zhao and Li, NeurIPS 2023), with the node's degree and what is known of
/// neighbours' outcomes.
/// </summary>
public static class NeighbourFeatures
{
    /// <summary>Aggregates a graph without directions.</summary>
    /// <param name="features">The nodes' own features, row by row.</param>
    /// <param name="columns">How many features a node has.</param>
    /// <param name="from">One end of each edge.</param>
    /// <param name="to">The other.</param>
    /// <param name="known">Outcomes that are known: 1 bad, 0 good, NaN not known; null to use none. A node's own
    /// outcome is
    /// never part of its features.</param>
    /// <returns>For each node: its features, their means over neighbours and over neighbours' neighbours, their largest
    /// over
    /// neighbours, the logarithm of its degree; with outcomes also the known share, the bad share and its
    /// smoothed mean at one hop and two.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static FeatureTable Aggregate(
        ReadOnlySpan<float> features, int columns, ReadOnlySpan<int> from, ReadOnlySpan<int> to,
        ReadOnlySpan<float> known = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        int nodes = features.Length / columns;
        if (features.Length % columns != 0 || from.Length != to.Length || (!known.IsEmpty && known.Length != nodes))
        {
            throw new ArgumentException(
                $"{features.Length} features of {columns} columns, {from.Length} and {to.Length} ends, "
                + $"{known.Length} outcomes: they do not fit each other.");
        }

        NodeNeighbours graph = new(nodes, from, to);
        float[] means = new float[features.Length];
        float[] second = new float[features.Length];
        graph.Mean(features, columns, means);
        graph.Mean(means, columns, second);
        int outcomes = known.IsEmpty ? 0 : OutcomeFeatures.Count;
        int width = (4 * columns) + 1 + outcomes;
        float[] table = new float[nodes * width];
        OutcomeFeatures? neighbours = known.IsEmpty ? null : new OutcomeFeatures(graph, known);
        for (int node = 0; node < nodes; node++)
        {
            Span<float> row = table.AsSpan(node * width, width);
            features.Slice(node * columns, columns).CopyTo(row);
            means.AsSpan(node * columns, columns).CopyTo(row[columns..]);
            second.AsSpan(node * columns, columns).CopyTo(row[(2 * columns)..]);
            graph.Largest(node, features, columns, row.Slice(3 * columns, columns));
            row[4 * columns] = MathF.Log(1 + graph.Of(node).Length);
            neighbours?.Write(node, row[((4 * columns) + 1)..]);
        }

        return FeatureTable.FromRows(table, width);
    }
}
