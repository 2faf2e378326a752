using System.Numerics;
using System.Runtime.CompilerServices;
using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>One pass of a block of queries over all panels. A workspace: not safe for use from several
/// threads.</summary>
internal sealed unsafe class ExactScan
{
    private const int TileRows = 4;

    private readonly int _dimension;
    private readonly AlignedBuffer _queries;
    private readonly AlignedBuffer _tile = new(TileRows * VectorPanels.Width);
    private readonly HitHeap[] _heaps;

    public ExactScan(int dimension, int mostQueries)
    {
        _dimension = dimension;
        int rows = (mostQueries + TileRows - 1) / TileRows * TileRows;
        _queries = new AlignedBuffer(rows * dimension);
        _heaps = new HitHeap[rows];
        for (int i = 0; i < rows; i++)
        {
            _heaps[i] = new HitHeap();
        }
    }

    /// <summary>Answers up to as many queries as the workspace was made for; gives the hits found for the
    /// last.</summary>
    public int Run(
        VectorPanels panels, VectorMetric metric, ReadOnlySpan<float> queries, int count, Span<SearchHit> hits,
        ISearchFilter? filter)
    {
        int total = queries.Length / _dimension;
        int tiles = (total + TileRows - 1) / TileRows;
        _queries.Span[..(tiles * TileRows * _dimension)].Clear();
        for (int q = 0; q < total; q++)
        {
            VectorInput.Prepare(
                queries.Slice(q * _dimension, _dimension), metric, _queries.Span.Slice(q * _dimension, _dimension));
            _heaps[q].Reset(count);
        }

        bool euclidean = metric == VectorMetric.Euclidean;
        for (int panel = 0; panel < panels.Panels; panel++)
        {
            for (int q = 0; q < total; q += TileRows)
            {
                int rows = Math.Min(TileRows, total - q);
                if (Lanes512.IsSupported)
                {
                    Tile<Lanes512>(panels, panel, q, rows, euclidean, filter);
                }
                else
                {
                    Tile<Lanes256>(panels, panel, q, rows, euclidean, filter);
                }
            }
        }

        int found = 0;
        for (int q = 0; q < total; q++)
        {
            Span<SearchHit> own = hits.Slice(q * count, count);
            found = _heaps[q].Drain(own);
            if (euclidean)
            {
                FinishEuclidean(q, own[..found]);
            }
        }

        return found;
    }

    /// <summary>The scan ranks by q · x − |x|² / 2, which orders alike; the similarity adds the query's own
    /// part.</summary>
    private void FinishEuclidean(int query, Span<SearchHit> hits)
    {
        double squares = 0;
        for (int c = 0; c < _dimension; c++)
        {
            double value = _queries.Pointer[(query * _dimension) + c];
            squares += value * value;
        }

        foreach (ref SearchHit hit in hits)
        {
            hit = hit with { Similarity = (float)Math.Min(0, (2.0 * hit.Similarity) - squares) };
        }
    }

    private void Tile<T>(
        VectorPanels panels, int panel, int query, int rows, bool euclidean, ISearchFilter? filter)
        where T : struct, ILanes<T>
    {
        float* tile = _tile.Pointer;
        float* queries = _queries.Pointer + (query * _dimension);
        if (euclidean)
        {
            for (int r = 0; r < rows; r++)
            {
                T.Store(tile + (r * VectorPanels.Width), T.Load(panels.NormsOf(panel)));
                T.Store(tile + (r * VectorPanels.Width) + 16, T.Load(panels.NormsOf(panel) + 16));
            }
        }

        if (rows == 1)
        {
            MatrixKernels.Tile1x32<T>(queries, panels.Panel(panel), tile, _dimension, euclidean);
        }
        else
        {
            MatrixKernels.Tile4x32<T>(
                queries, _dimension, 1, panels.Panel(panel), VectorPanels.Width, tile, VectorPanels.Width, _dimension,
                euclidean);
        }

        int first = panel * VectorPanels.Width;
        uint present = panels.Count - first >= 32 ? uint.MaxValue : (1u << (panels.Count - first)) - 1;
        for (int r = 0; r < rows; r++)
        {
            T threshold = T.Broadcast(_heaps[query + r].Threshold);
            float* scores = tile + (r * VectorPanels.Width);
            uint mask = T.AtLeastMask(T.Load(scores), threshold)
                | (T.AtLeastMask(T.Load(scores + 16), threshold) << 16);
            if ((mask & present) != 0)
            {
                Offer(panels, first, mask & present, scores, query + r, euclidean, filter);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Offer(
        VectorPanels panels, int first, uint mask, float* scores, int query, bool euclidean, ISearchFilter? filter)
    {
        HitHeap heap = _heaps[query];
        for (; mask != 0; mask &= mask - 1)
        {
            int lane = BitOperations.TrailingZeroCount(mask);
            var hit = new SearchHit(panels.Ids[first + lane], scores[lane]);
            if (heap.WouldEnter(hit) && (filter is null || filter.Accepts(hit.Id)))
            {
                heap.Offer(hit);
            }
        }
    }
}
