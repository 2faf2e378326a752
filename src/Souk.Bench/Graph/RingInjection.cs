using Souk.Graph.Dense;

namespace Souk.Bench.Graph;

/// <summary>Adds rings of new accounts to a review graph, with camouflage.</summary>
internal static class RingInjection
{
    /// <summary>Adds one ring.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="accounts">How many new accounts.</param>
    /// <param name="targets">How many of the graph's columns they push, drawn at random.</param>
    /// <param name="probability">How likely each account reviews each target.</param>
    /// <param name="camouflage">How many other reviews each account writes, drawn by popularity.</param>
    /// <param name="random">The draw.</param>
    /// <param name="members">The new accounts.</param>
    internal static EdgeList Add(
        EdgeList graph, int accounts, int targets, double probability, int camouflage, Random random,
        out HashSet<int> members)
    {
        List<int> rows = [.. graph.Rows];
        List<int> columns = [.. graph.Columns];
        int[] pushed = [.. Enumerable.Range(0, graph.ColumnCount)];
        random.Shuffle(pushed);
        members = [];
        for (int account = graph.RowCount; account < graph.RowCount + accounts; account++)
        {
            members.Add(account);
            foreach (int target in pushed.AsSpan(0, targets))
            {
                if (random.NextDouble() < probability)
                {
                    rows.Add(account);
                    columns.Add(target);
                }
            }

            for (int i = 0; i < camouflage; i++)
            {
                rows.Add(account);
                columns.Add(graph.Columns[random.Next(graph.Count)]);
            }
        }

        return new EdgeList(graph.RowCount + accounts, graph.ColumnCount, [.. rows], [.. columns]);
    }

    /// <summary>The F1 of the block that finds a ring best, and its place, from 1; 0 if there are no blocks.</summary>
    internal static (double F1, int Place) Best(IReadOnlyList<DenseBlock> blocks, HashSet<int> members)
    {
        (double F1, int Place) best = (0, 0);
        for (int i = 0; i < blocks.Count; i++)
        {
            double hit = blocks[i].Rows.Count(members.Contains);
            double f1 = 2 * hit / (blocks[i].Rows.Count + members.Count);
            best = f1 > best.F1 ? (f1, i + 1) : best;
        }

        return best;
    }
}
