using System.Collections.Concurrent;

namespace Souk.Learning.Search;

/// <summary>Answers the queries of an <see cref="HnswIndex"/>, any number at once; buffers go from query to
/// query.</summary>
internal sealed class HnswQueries(HnswGraph graph, HnswOptions options)
{
    private readonly HnswGraph _graph = graph;

    // Inner products are searched as angles with one more dimension, which is harder.
    private readonly int _beam =
        graph.Metric == VectorMetric.InnerProduct ? 2 * options.SearchBeam : options.SearchBeam;

    private readonly ConcurrentBag<HnswSearcher> _searchers = [];
    private readonly ConcurrentBag<HnswCollector> _collectors = [];

    /// <summary>The nearest vectors, the nearest first; the caller keeps writers out.</summary>
    /// <param name="query">The query.</param>
    /// <param name="hits">Receives the answers; what is left over becomes <see cref="SearchHit.None"/>.</param>
    /// <param name="filter">What may be answered, or null for all.</param>
    /// <param name="live">How many vectors the graph holds.</param>
    /// <param name="dead">How many of its slots are removed but still linked.</param>
    public int Search(
        ReadOnlySpan<float> query, Span<SearchHit> hits, ISearchFilter? filter, int live, int dead)
    {
        if (_graph.Entry < 0 || hits.IsEmpty)
        {
            hits.Fill(SearchHit.None);
            return 0;
        }

        HnswSearcher searcher = _searchers.TryTake(out HnswSearcher? spare) ? spare : new HnswSearcher();
        searcher.Start(_graph, []);
        VectorInput.Prepare(query, _graph.Metric, searcher.Query.Span[.._graph.Dimension]);
        int start = searcher.Descend(_graph, 0);
        int width = Math.Max(_beam, hits.Length);
        int found;
        if (filter is null && dead == 0 && live >= hits.Length)
        {
            searcher.Search(_graph, start, width, 0);
            found = CopyBeam(searcher.Beam, hits);
        }
        else
        {
            found = SearchAccepted(searcher, start, width, hits, filter, live);
        }

        _searchers.Add(searcher);
        return found;
    }

    private int CopyBeam(HnswBeam beam, Span<SearchHit> hits)
    {
        int found = Math.Min(beam.Count, hits.Length);
        for (int i = 0; i < found; i++)
        {
            hits[i] = beam[i] with { Id = _graph.Ids[beam[i].Id] };
        }

        hits[found..].Fill(SearchHit.None);
        return found;
    }

    /// <summary>With dead vectors or a filter the beam leads the way, and what may be answered is collected beside
    /// it.</summary>
    private int SearchAccepted(
        HnswSearcher searcher, int start, int width, Span<SearchHit> hits, ISearchFilter? filter, int live)
    {
        HnswCollector collector = _collectors.TryTake(out HnswCollector? idle) ? idle : new HnswCollector();
        collector.Reset(hits.Length, filter);
        searcher.Search(_graph, start, width, 0, collector);
        if (collector.Count < hits.Length && collector.Count < live)
        {
            ScanAll(searcher, collector, hits.Length, filter);
        }

        int found = collector.Drain(hits);
        _collectors.Add(collector);
        return found;
    }

    /// <summary>A filter that lets little through, or a graph with few live vectors near the query, leaves the list
    /// short; then looking at every vector is the right answer, and with few of them accepted a cheap one.</summary>
    private unsafe void ScanAll(HnswSearcher searcher, HnswCollector collector, int count, ISearchFilter? filter)
    {
        collector.Reset(count, filter);
        for (int slot = 0; slot < _graph.Used; slot++)
        {
            if (_graph.IsLive(slot))
            {
                collector.Offer(_graph.Ids[slot], _graph.Similarity(searcher.Query.Pointer, slot));
            }
        }
    }
}
