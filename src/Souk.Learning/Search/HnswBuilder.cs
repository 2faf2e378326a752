using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Souk.Learning.Training;

namespace Souk.Learning.Search;

/// <summary>
/// Links new slots into a graph. They come in batches: the new ones of a batch look for their neighbours in the graph
/// as it was before the batch (and among those of the batch before them), each on its own; then every slot that is
/// linked to takes its new links in order. So the graph is the same for any number of threads.
/// </summary>
internal sealed unsafe class HnswBuilder(HnswGraph graph, HnswOptions options)
{
    // A batch is small beside the graph, since its slots hardly see one another; and small enough to compare all pairs.
    private const int MaxBatch = 256;
    private const int GraphPerBatch = 16;

    private readonly ConcurrentBag<HnswSearcher> _searchers = [];
    private int _linked;

    /// <summary>Finds and sets the links of new slots.</summary>
    /// <param name="slots">Slots that hold a vector and no links.</param>
    /// <param name="linked">How many slots of the graph are linked already.</param>
    /// <param name="gate">Held for writing while links change.</param>
    public void Link(ReadOnlySpan<int> slots, int linked, ReaderWriterLockSlim gate)
    {
        _linked = linked;
        for (int at = 0; at < slots.Length;)
        {
            int size = graph.Entry < 0 ? 1 : Math.Clamp(_linked / GraphPerBatch, 1, MaxBatch);
            size = Math.Min(size, slots.Length - at);
            int[] batch = slots.Slice(at, size).ToArray();
            int top = graph.Entry < 0 ? -1 : graph.Levels[graph.Entry];
            int taller = Array.FindIndex(batch, s => graph.Levels[s] > top);
            if (taller >= 0)
            {
                // One that rises above the graph becomes the new entry and ends its batch.
                batch = batch[..(taller + 1)];
            }

            int[][][] links = FindLinks(batch);
            gate.EnterWriteLock();
            try
            {
                SetLinks(batch, links);
                if (taller >= 0)
                {
                    graph.Entry = batch[^1];
                }
            }
            finally
            {
                gate.ExitWriteLock();
            }

            _linked += batch.Length;
            at += batch.Length;
        }
    }

    /// <summary>The links of each slot of the batch on each of its levels.</summary>
    private int[][][] FindLinks(int[] batch)
    {
        int[][][] links = new int[batch.Length][][];
        WorkPartition.ForBlocks(batch.Length, 1, options.Threads, (_, from, to) =>
        {
            HnswSearcher searcher = _searchers.TryTake(out HnswSearcher? spare) ? spare : new HnswSearcher();
            for (int i = from; i < to; i++)
            {
                links[i] = FindLinks(searcher, batch, i);
            }

            _searchers.Add(searcher);
        });
        return links;
    }

    private int[][] FindLinks(HnswSearcher searcher, int[] batch, int place)
    {
        int slot = batch[place];
        int[][] links = new int[graph.Levels[slot] + 1][];
        Array.Fill(links, []);
        if (graph.Entry < 0)
        {
            return links;
        }

        searcher.Start(graph, graph.Vectors.Row(slot));
        int top = Math.Min(graph.Levels[slot], graph.Levels[graph.Entry]);
        int start = searcher.Descend(graph, top);
        var candidates = new SearchHit[options.BuildBeam];
        for (int level = top; level >= 0; level--)
        {
            if (level == top)
            {
                searcher.Search(graph, start, options.BuildBeam, level);
            }
            else
            {
                searcher.Continue(graph, options.BuildBeam, level);
            }

            int found = searcher.Beam.Count;
            for (int c = 0; c < found; c++)
            {
                candidates[c] = searcher.Beam[c];
            }

            links[level] = Choose(searcher, candidates, found, batch.AsSpan(0, place), level);
        }

        return links;
    }

    private int[] Choose(
        HnswSearcher searcher, SearchHit[] candidates, int found, ReadOnlySpan<int> earlier, int level)
    {
        var near = new List<SearchHit>(found);
        for (int c = 0; c < found; c++)
        {
            if (graph.IsLive(candidates[c].Id))
            {
                near.Add(candidates[c]);
            }
        }

        int kept = near.Count;
        foreach (int other in earlier)
        {
            if (graph.Levels[other] >= level)
            {
                near.Add(new SearchHit(other, graph.Similarity(searcher.Query.Pointer, other)));
            }
        }

        if (near.Count > kept)
        {
            near.Sort((a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        }

        int count = HnswLinkChooser.Choose(
            graph, CollectionsMarshal.AsSpan(near), options.Links, searcher.Chosen);
        return searcher.Chosen.AsSpan(0, count).ToArray();
    }

    private void SetLinks(int[] batch, int[][][] links)
    {
        var back = new List<(int Level, int Slot, int From)>();
        for (int i = 0; i < batch.Length; i++)
        {
            for (int level = 0; level < links[i].Length; level++)
            {
                graph.SetLinks(batch[i], level, links[i][level]);
                foreach (int other in links[i][level])
                {
                    back.Add((level, other, i));
                }
            }
        }

        back.Sort();
        var groups = new List<int> { 0 };
        for (int i = 1; i <= back.Count; i++)
        {
            if (i == back.Count || back[i].Slot != back[i - 1].Slot || back[i].Level != back[i - 1].Level)
            {
                groups.Add(i);
            }
        }

        const int groupsPerBlock = 32;
        WorkPartition.ForBlocks(
            back.Count == 0 ? 0 : groups.Count - 1, groupsPerBlock, options.Threads, (_, from, to) =>
        {
            for (int g = from; g < to; g++)
            {
                TakeLinks(back, groups[g], groups[g + 1], batch);
            }
        });
    }

    private void TakeLinks(List<(int Level, int Slot, int From)> back, int from, int to, int[] batch)
    {
        (int level, int slot, _) = back[from];
        int taken = from;
        while (taken < to && graph.TryLink(slot, level, batch[back[taken].From]))
        {
            taken++;
        }

        if (taken == to)
        {
            return;
        }

        ReadOnlySpan<int> present = graph.Links(slot, level);
        int[] all = new int[present.Length + to - taken];
        present.CopyTo(all);
        for (int i = taken; i < to; i++)
        {
            all[present.Length + i - taken] = batch[back[i].From];
        }

        int[] chosen = new int[graph.Capacity(level)];
        int count = HnswLinkChooser.Rechoose(graph, slot, all, chosen.Length, chosen);
        graph.SetLinks(slot, level, chosen.AsSpan(0, count));
    }
}
