using Souk.Graph.Dense;
using Souk.Learning.Data;

namespace Souk.Graph.Tests.Dense;

public sealed class NeighbourFeatureTests
{
    private static readonly int[] _from = [0, 0, 1, 2, 2, 3, 0];
    private static readonly int[] _to = [1, 2, 2, 3, 2, 2, 1];

    [Fact]
    public void Means_and_largest_are_over_different_neighbours()
    {
        FeatureTable table = NeighbourFeatures.Aggregate([1, 2, 4, 8, 16], 1, _from, _to);
        float[] row = new float[5];

        table.CopyRow(0, row);
        Assert.Equal([1, 7f / 3, ((7f / 3) + (7f / 3) + (15f / 4)) / 3, 4, MathF.Log(3)], row);
        table.CopyRow(4, row);
        Assert.Equal([16, 16, 16, 16, 0], row);
    }

    [Fact]
    public void A_nodes_own_outcome_never_reaches_its_own_features()
    {
        float[] features = [1, 2, 4, 8, 16];
        for (int node = 0; node < 5; node++)
        {
            float[] known = [1, 0, 1, float.NaN, 0];
            known[node] = 0;
            float[] before = Row(features, known, node);
            known[node] = 1;
            float[] after = Row(features, known, node);
            // Only the share of all, towards which few outcomes are drawn, may move, and it moves every node alike.
            Assert.Equal(before[..7], after[..7]);
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => NeighbourFeatures.Aggregate([1, 2, 3], 2, [], []));
        Assert.Throws<ArgumentException>(() => NeighbourFeatures.Aggregate([1, 2], 1, [0], []));
        Assert.Throws<ArgumentException>(() => NeighbourFeatures.Aggregate([1, 2], 1, [0], [1], [1]));
    }

    private static float[] Row(float[] features, float[] known, int node)
    {
        float[] row = new float[9];
        NeighbourFeatures.Aggregate(features, 1, _from, _to, known).CopyRow(node, row);
        return row;
    }
}
