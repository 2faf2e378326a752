using System.Runtime.InteropServices;

namespace Souk.Graph.Dense;

/// <summary>
/// Finds accounts that act in lockstep, after SynchroTrap (Cao, Yang, Yu and Palow, CCS 2014): two rows match on a
/// target if
/// they acted on it within a window of time; their similarity is the Jaccard index of matched targets; rows that are
/// similar enough are joined, directly or through others (single linkage, as in the paper). Deterministic.
/// </summary>
public static class Lockstep
{
    /// <summary>Finds groups, the largest first.</summary>
    /// <param name="edges">Who acted on what and when.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <exception cref="ArgumentException">The edges have no times.</exception>
    public static IReadOnlyList<LockstepGroup> Find(
        EdgeList edges, LockstepOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!edges.HasTimes && edges.Count > 0)
        {
            throw new ArgumentException("Lockstep needs the times of the edges.", nameof(edges));
        }

        Adjacency graph = new(edges);
        Dictionary<long, PairMatch> pairs = [];
        for (int column = 0; column < edges.ColumnCount; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            MatchTarget(edges, graph, column, options, pairs);
        }

        return Group(edges, graph, options, pairs);
    }

    private static void MatchTarget(
        EdgeList edges, Adjacency graph, int column, LockstepOptions options, Dictionary<long, PairMatch> pairs)
    {
        int[] actions = graph.EdgesOf(edges.RowCount + column).ToArray();
        long[] keys = new long[actions.Length];
        for (int i = 0; i < actions.Length; i++)
        {
            keys[i] = edges.Times[actions[i]];
        }

        Array.Sort(keys, actions);
        for (int i = 1; i < actions.Length; i++)
        {
            int row = edges.Rows[actions[i]];
            for (int j = i - 1; j >= Math.Max(0, i - options.MaxCompared) && keys[i] - keys[j] <= options.Window; j--)
            {
                int other = edges.Rows[actions[j]];
                if (row == other)
                {
                    continue;
                }

                long pair = ((long)Math.Min(row, other) << 32) | (uint)Math.Max(row, other);
                ref PairMatch match = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, pair, out bool isKnown);
                if (!isKnown || match.LastColumn != column)
                {
                    match.Matches++;
                    match.LastColumn = column;
                }
            }
        }
    }

    private static List<LockstepGroup> Group(
        EdgeList edges, Adjacency graph, LockstepOptions options, Dictionary<long, PairMatch> pairs)
    {
        int[] targets = new int[edges.RowCount];
        HashSet<int> seen = [];
        for (int row = 0; row < edges.RowCount; row++)
        {
            seen.Clear();
            foreach (int edge in graph.EdgesOf(row))
            {
                seen.Add(edges.Columns[edge]);
            }

            targets[row] = seen.Count;
        }

        DisjointSets sets = new(edges.RowCount);
        List<(int Row, double Similarity)> joined = [];
        foreach ((long pair, PairMatch match) in pairs)
        {
            int a = (int)(pair >> 32);
            int b = (int)pair;
            double similarity = (double)match.Matches / (targets[a] + targets[b] - match.Matches);
            if (match.Matches >= options.MinMatches && similarity >= options.MinSimilarity)
            {
                sets.Join(a, b);
                joined.Add((a, similarity));
            }
        }

        ILookup<int, double> similarities = joined.ToLookup(j => sets.Find(j.Row), j => j.Similarity);
        return
        [
            .. Enumerable.Range(0, edges.RowCount).GroupBy(sets.Find).Where(g => g.Count() >= options.MinRows)
                .Select(g => Describe(edges, graph, [.. g], similarities[g.Key].Order().Average(), options.Window))
                .OrderByDescending(g => g.Rows.Count).ThenBy(g => g.Rows[0]),
        ];
    }

    private static LockstepGroup Describe(EdgeList edges, Adjacency graph, int[] rows, double similarity, long window)
    {
        SortedDictionary<int, List<(long Time, int Row)>> actions = [];
        foreach (int row in rows)
        {
            foreach (int edge in graph.EdgesOf(row))
            {
                int column = edges.Columns[edge];
                if (!actions.TryGetValue(column, out List<(long, int)>? times))
                {
                    actions.Add(column, times = []);
                }

                times.Add((edges.Times[edge], row));
            }
        }

        List<int> columns = [];
        long first = long.MaxValue;
        long last = long.MinValue;
        foreach ((int column, List<(long Time, int Row)> times) in actions)
        {
            times.Sort();
            bool isShared = false;
            for (int i = 1; i < times.Count; i++)
            {
                if (times[i].Row != times[i - 1].Row && times[i].Time - times[i - 1].Time <= window)
                {
                    isShared = true;
                    first = Math.Min(first, times[i - 1].Time);
                    last = Math.Max(last, times[i].Time);
                }
            }

            if (isShared)
            {
                columns.Add(column);
            }
        }

        return new LockstepGroup(rows, columns, similarity, first, last);
    }

    private struct PairMatch
    {
        internal int Matches;
        internal int LastColumn;
    }
}
