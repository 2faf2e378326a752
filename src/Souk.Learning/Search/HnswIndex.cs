using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Search;

/// <summary>
/// Approximate nearest neighbours by a hierarchical navigable small world (Malkov and Yashunin, 2018). Vectors are
/// added, replaced and removed while others search; the graph depends on the order of the calls and the seed, not on
/// threads. Inner products are reduced to angles, without which a graph finds less than half of the answers where
/// lengths vary. Memory a vector: 4 bytes × dimension + 8 bytes × links + about 40. See <see cref="IVectorIndex"/> for
/// its contract.
/// </summary>
public sealed class HnswIndex : IVectorIndex, IDisposable
{
    private const int MaxDimension = 16_384;
    private const int QueriesPerBlock = 8;

    // The graph is repaired when more than a quarter of its slots are dead: less often and searches wade through dead
    // slots, more often and the pass over the graph is not paid back.
    private const int LivePerDead = 4;
    private const int FewestDead = 64;

    // Beyond this growth of the longest vector, links that were chosen for the old lengths mislead; all are chosen
    // anew.
    private const double MaxLengthGrowth = 1.25;

    private readonly ReaderWriterLockSlim _gate = new();
    private readonly Lock _writer = new();
    private readonly Dictionary<int, int> _slots = [];
    private readonly HnswGraph _graph;
    private readonly HnswBuilder _builder;
    private readonly HnswQueries _queries;
    private List<int> _free = [];
    private int _dead;
    private double _linkedLength;

    /// <summary>Makes an empty index.</summary>
    /// <param name="dimension">The length of a vector, 1 to 16,384.</param>
    /// <param name="metric">How nearness is measured.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    public HnswIndex(int dimension, VectorMetric metric, HnswOptions? options = null)
    {
        OptionCheck.Range(dimension, 1, MaxDimension, nameof(dimension));
        OptionCheck.Range((int)metric, 0, (int)VectorMetric.Euclidean, nameof(metric));
        Options = options ?? new HnswOptions();
        Options.Validate();
        _graph = new HnswGraph(dimension, metric, Options);
        _builder = new HnswBuilder(_graph, Options);
        _queries = new HnswQueries(_graph, Options);
    }

    /// <summary>The settings.</summary>
    public HnswOptions Options { get; }

    /// <inheritdoc/>
    public int Dimension => _graph.Dimension;

    /// <inheritdoc/>
    public VectorMetric Metric => _graph.Metric;

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_writer)
            {
                return _slots.Count;
            }
        }
    }

    /// <inheritdoc/>
    public bool Contains(int id)
    {
        lock (_writer)
        {
            return _slots.ContainsKey(id);
        }
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<float> vectors)
    {
        VectorInput.CheckAdd(ids, vectors, Dimension, Metric);
        lock (_writer)
        {
            foreach (int id in ids)
            {
                RemoveWithin(id);
            }

            RepairIfNeeded();
            int linked = _slots.Count;
            int[] added = new int[ids.Length];
            _gate.EnterWriteLock();
            try
            {
                _graph.Reserve(checked(_graph.Used + ids.Length));
                _graph.LengthenFor(vectors);
                for (int i = 0; i < ids.Length; i++)
                {
                    added[i] = TakeSlot();
                    _graph.Occupy(added[i], ids[i], vectors.Slice(i * Dimension, Dimension));
                    _slots.Add(ids[i], added[i]);
                }
            }
            finally
            {
                _gate.ExitWriteLock();
            }

            if (_graph.CommonLength > MaxLengthGrowth * _linkedLength)
            {
                _linkedLength = _graph.CommonLength;
                RelinkAll();
                return;
            }

            _builder.Link(added, linked, _gate);
        }
    }

    /// <inheritdoc/>
    public bool Remove(int id)
    {
        lock (_writer)
        {
            bool found = RemoveWithin(id);
            RepairIfNeeded();
            return found;
        }
    }

    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<SearchHit> hits, ISearchFilter? filter = null)
    {
        VectorInput.CheckQueries(query, 1, Dimension, Metric);
        _gate.EnterReadLock();
        try
        {
            return _queries.Search(query, hits, filter, _slots.Count, _dead);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public unsafe void SearchMany(ReadOnlySpan<float> queries, int count, Span<SearchHit> hits, int threads = 0)
    {
        int total = queries.Length / Dimension;
        VectorInput.CheckQueries(queries, total, Dimension, Metric);
        SearchManyCheck.Room(hits.Length, total, count);
        _gate.EnterReadLock();
        try
        {
            fixed (float* from = queries)
            fixed (SearchHit* to = hits)
            {
                // A lambda cannot hold pointers; both stay fixed until ForBlocks returns.
                nint source = (nint)from;
                nint target = (nint)to;
                WorkPartition.ForBlocks(total, QueriesPerBlock, threads, (_, first, last) =>
                {
                    for (int q = first; q < last; q++)
                    {
                        _queries.Search(
                            new ReadOnlySpan<float>((float*)source + ((nint)q * Dimension), Dimension),
                            new Span<SearchHit>((SearchHit*)target + ((nint)q * count), count),
                            null,
                            _slots.Count,
                            _dead);
                    }
                });
            }
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <summary>Writes the index.</summary>
    public void Save(Stream stream)
    {
        lock (_writer)
        {
            HnswFormat.Write(stream, _graph, Options, _linkedLength);
        }
    }

    /// <summary>Reads an index of <see cref="Save"/>.</summary>
    /// <param name="stream">The file; it must be seekable.</param>
    /// <param name="searchBeam">Another <see cref="HnswOptions.SearchBeam"/> than the file's, or null.</param>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static HnswIndex Load(Stream stream, int? searchBeam = null) => HnswFormat.Read(stream, searchBeam);

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _gate.Dispose();

    /// <summary>Takes over what a file held.</summary>
    internal HnswGraph Restore(double linkedLength, Action<HnswGraph> fill)
    {
        _linkedLength = linkedLength;
        fill(_graph);
        for (int slot = 0; slot < _graph.Used; slot++)
        {
            if (_graph.Ids[slot] == -2)
            {
                _free.Add(slot);
            }
            else if (_graph.Ids[slot] == -1)
            {
                _dead++;
            }
            else if (!_slots.TryAdd(_graph.Ids[slot], slot))
            {
                throw new InvalidDataException($"The index file is damaged: id {_graph.Ids[slot]} comes twice.");
            }
        }

        return _graph;
    }

    private bool RemoveWithin(int id)
    {
        if (!_slots.TryGetValue(id, out int slot))
        {
            return false;
        }

        _gate.EnterWriteLock();
        try
        {
            _slots.Remove(id);
            _graph.Ids[slot] = -1;
            _dead++;
        }
        finally
        {
            _gate.ExitWriteLock();
        }

        return true;
    }

    private void RepairIfNeeded()
    {
        if (_dead > Math.Max(FewestDead, _slots.Count / LivePerDead) || (_dead > 0 && _slots.Count == 0))
        {
            _free.AddRange(HnswRepair.Run(_graph, Options, _gate));
            _dead = 0;
        }
    }

    private int TakeSlot()
    {
        if (_free.Count == 0)
        {
            return _graph.Used++;
        }

        int slot = _free[^1];
        _free.RemoveAt(_free.Count - 1);
        return slot;
    }

    private void RelinkAll()
    {
        var live = new List<int>();
        _gate.EnterWriteLock();
        try
        {
            for (int slot = 0; slot < _graph.Used; slot++)
            {
                _graph.ClearLinks(slot, _graph.IsLive(slot) ? _graph.Levels[slot] : 0);
                if (_graph.IsLive(slot))
                {
                    live.Add(slot);
                }
                else if (_graph.Ids[slot] == -1)
                {
                    _graph.Ids[slot] = -2;
                    _free.Add(slot);
                }
            }

            _dead = 0;
            _graph.Entry = -1;
        }
        finally
        {
            _gate.ExitWriteLock();
        }

        _builder.Link(live.ToArray(), 0, _gate);
    }
}
