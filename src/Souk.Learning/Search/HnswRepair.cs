using Souk.Learning.Training;

namespace Souk.Learning.Search;

/// <summary>
/// Takes dead slots out of a graph: a live slot that links to dead ones chooses its links anew among its live links and
/// the live links of its dead ones (Singh et al., FreshDiskANN, 2021). Every slot chooses by the graph as it was
/// before, so that the outcome does not depend on threads; only then are links changed.
/// </summary>
internal static class HnswRepair
{
    private const int SlotsPerBlock = 256;

    /// <summary>Repairs the graph and gives the slots that became free, ascending.</summary>
    public static List<int> Run(HnswGraph graph, HnswOptions options, ReaderWriterLockSlim gate)
    {
        int blocks = WorkPartition.BlockCount(graph.Used, SlotsPerBlock);
        var changes = new List<(int Slot, int Level, int[] Links)>?[blocks];
        WorkPartition.ForBlocks(graph.Used, SlotsPerBlock, options.Threads, (block, from, to) =>
        {
            var own = new List<(int, int, int[])>();
            for (int slot = from; slot < to; slot++)
            {
                for (int level = 0; graph.IsLive(slot) && level <= graph.Levels[slot]; level++)
                {
                    if (LinksWithoutDead(graph, slot, level) is int[] links)
                    {
                        own.Add((slot, level, links));
                    }
                }
            }

            changes[block] = own;
        });
        gate.EnterWriteLock();
        try
        {
            foreach ((int slot, int level, int[] links) in changes.SelectMany(c => c!))
            {
                graph.SetLinks(slot, level, links);
            }

            return FreeDead(graph);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>The new links of a slot, or null if it links to no dead slot.</summary>
    private static int[]? LinksWithoutDead(HnswGraph graph, int slot, int level)
    {
        ReadOnlySpan<int> links = graph.Links(slot, level);
        bool dead = false;
        foreach (int link in links)
        {
            dead |= !graph.IsLive(link);
        }

        if (!dead)
        {
            return null;
        }

        var candidates = new SortedSet<int>();
        foreach (int link in links)
        {
            if (graph.IsLive(link))
            {
                candidates.Add(link);
                continue;
            }

            foreach (int second in graph.Links(link, level))
            {
                if (graph.IsLive(second) && second != slot)
                {
                    candidates.Add(second);
                }
            }
        }

        int[] chosen = new int[graph.Capacity(level)];
        int count = HnswLinkChooser.Rechoose(graph, slot, candidates.ToArray(), chosen.Length, chosen);
        return chosen[..count];
    }

    private static List<int> FreeDead(HnswGraph graph)
    {
        var free = new List<int>();
        int entry = -1;
        for (int slot = 0; slot < graph.Used; slot++)
        {
            if (graph.Ids[slot] == -1)
            {
                graph.Ids[slot] = -2;
                graph.ClearLinks(slot, 0);
                free.Add(slot);
            }
            else if (graph.IsLive(slot) && (entry < 0 || graph.Levels[slot] > graph.Levels[entry]))
            {
                entry = slot;
            }
        }

        graph.Entry = entry;
        return free;
    }
}
