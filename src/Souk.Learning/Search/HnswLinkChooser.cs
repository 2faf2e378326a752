namespace Souk.Learning.Search;

/// <summary>Chooses which candidates a slot links to (Malkov and Yashunin, 2018, algorithm 4): from near to far, one
/// that is nearer to the slot than to all chosen ones, so that links lead in different directions. Where that leaves
/// few, the nearest of the others fill up, so that a slot among many alike is not cut off when some of its links
/// go.</summary>
internal static unsafe class HnswLinkChooser
{
    private const int FewestLinks = 8;

    /// <summary>Chooses from candidates.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="candidates">Slots with their similarity to the slot that links, nearest first.</param>
    /// <param name="most">How many to choose at most.</param>
    /// <param name="chosen">Receives the choice.</param>
    /// <returns>How many were chosen.</returns>
    public static int Choose(HnswGraph graph, ReadOnlySpan<SearchHit> candidates, int most, Span<int> chosen)
    {
        int count = 0;
        Span<int> passed = stackalloc int[FewestLinks];
        int others = 0;
        for (int i = 0; i < candidates.Length && count < most; i++)
        {
            int slot = candidates[i].Id;
            float* row = graph.Vectors.Pointer + ((nint)slot * graph.Vectors.Stride);
            bool apart = true;
            for (int c = 0; c < count && apart; c++)
            {
                apart = graph.Similarity(row, chosen[c]) < candidates[i].Similarity;
            }

            if (apart)
            {
                chosen[count++] = slot;
            }
            else if (others < FewestLinks)
            {
                passed[others++] = slot;
            }
        }

        for (int i = 0; i < others && count < Math.Min(FewestLinks, most); i++)
        {
            chosen[count++] = passed[i];
        }

        return count;
    }

    /// <summary>Chooses anew among slots in any order, without repeats.</summary>
    public static int Rechoose(HnswGraph graph, int slot, ReadOnlySpan<int> candidates, int most, Span<int> chosen)
    {
        float* row = graph.Vectors.Pointer + ((nint)slot * graph.Vectors.Stride);
        SearchHit[] ranked = new SearchHit[candidates.Length];
        for (int i = 0; i < candidates.Length; i++)
        {
            ranked[i] = new SearchHit(candidates[i], graph.Similarity(row, candidates[i]));
        }

        Array.Sort(ranked, (a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        return Choose(graph, ranked, most, chosen);
    }
}
