namespace Souk.Learning.Anomaly;

/// <summary>The mean path length of the sampled rows below each node of isolation trees: what is to be expected of a
/// row of which only the way so far is known.</summary>
internal static class IsolationPaths
{
    /// <summary>The means, one a node. Children stand behind their parent.</summary>
    public static double[] Means(IsolationNode[] nodes, int[] roots)
    {
        double[] means = new double[nodes.Length];
        long[] rows = new long[nodes.Length];
        int[] depths = new int[nodes.Length];
        foreach (int root in roots)
        {
            depths[root] = 0;
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Feature >= 0)
            {
                depths[nodes[i].Left] = depths[i] + 1;
                depths[nodes[i].Left + 1] = depths[i] + 1;
            }
        }

        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            IsolationNode node = nodes[i];
            if (node.Feature < 0)
            {
                rows[i] = Rows(node.Value - depths[i]);
                means[i] = node.Value;
            }
            else
            {
                int left = node.Left;
                rows[i] = rows[left] + rows[left + 1];
                means[i] = ((means[left] * rows[left]) + (means[left + 1] * rows[left + 1])) / rows[i];
            }
        }

        return means;
    }

    /// <summary>How many rows a leaf holds, from what they add to its depth: the inverse of the mean path
    /// length.</summary>
    private static long Rows(double added)
    {
        int low = 1;
        int high = int.MaxValue - 1;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);

            // Half a row more is above what rounding a leaf's value to 32 bits can lose.
            if (Between(middle) < added)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static double Between(int rows) =>
        (IsolationTreeGrower.MeanPathLength(rows) + IsolationTreeGrower.MeanPathLength(rows + 1)) / 2;
}
