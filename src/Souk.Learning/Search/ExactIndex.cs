using System.Collections.Concurrent;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Search;

/// <summary>
/// The exact answer by comparing with every vector, in blocks of queries × vectors that stay in the nearest cache.
/// Vectors stand in panels of 32, value by value, so that one instruction works on 16 of them. Memory: 4 bytes ×
/// dimension a vector. See <see cref="IVectorIndex"/> for its contract.
/// </summary>
public sealed class ExactIndex : IVectorIndex, IDisposable
{
    private const string Kind = "exact-index";
    private const int Layout = 1;
    private const int MaxDimension = 16_384;

    // Queries that share one pass over the vectors; with 64 values each they fill a third of the first-level cache.
    private const int QueriesPerBlock = 64;

    private readonly ReaderWriterLockSlim _gate = new();
    private readonly Dictionary<int, int> _slots = [];
    private readonly ConcurrentBag<ExactScan> _scans = [];
    private readonly VectorPanels _panels;

    /// <summary>Makes an empty index.</summary>
    /// <param name="dimension">The length of a vector, 1 to 16,384.</param>
    /// <param name="metric">How nearness is measured.</param>
    public ExactIndex(int dimension, VectorMetric metric)
    {
        OptionCheck.Range(dimension, 1, MaxDimension, nameof(dimension));
        OptionCheck.Range((int)metric, 0, (int)VectorMetric.Euclidean, nameof(metric));
        Dimension = dimension;
        Metric = metric;
        _panels = new VectorPanels(dimension, metric == VectorMetric.Euclidean);
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <inheritdoc/>
    public int Count => Read(() => _panels.Count);

    /// <inheritdoc/>
    public bool Contains(int id) => Read(() => _slots.ContainsKey(id));

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<float> vectors)
    {
        VectorInput.CheckAdd(ids, vectors, Dimension, Metric);
        float[] prepared = new float[Dimension];
        _gate.EnterWriteLock();
        try
        {
            for (int i = 0; i < ids.Length; i++)
            {
                VectorInput.Prepare(vectors.Slice(i * Dimension, Dimension), Metric, prepared);
                if (_slots.TryGetValue(ids[i], out int slot))
                {
                    _panels.Replace(slot, prepared);
                }
                else
                {
                    _slots.Add(ids[i], _panels.Append(ids[i], prepared));
                }
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <inheritdoc/>
    public bool Remove(int id)
    {
        _gate.EnterWriteLock();
        try
        {
            if (!_slots.Remove(id, out int slot))
            {
                return false;
            }

            int moved = _panels.Remove(slot);
            if (moved >= 0)
            {
                _slots[moved] = slot;
            }

            return true;
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<SearchHit> hits, ISearchFilter? filter = null)
    {
        VectorInput.CheckQueries(query, 1, Dimension, Metric);
        ExactScan scan = _scans.TryTake(out ExactScan? spare) ? spare : new ExactScan(Dimension, QueriesPerBlock);
        _gate.EnterReadLock();
        try
        {
            return scan.Run(_panels, Metric, query, hits.Length, hits, filter);
        }
        finally
        {
            _gate.ExitReadLock();
            _scans.Add(scan);
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
                int workers = threads == 0 ? Environment.ProcessorCount : threads;
                int perBlock = Math.Clamp((total + workers - 1) / workers, 1, QueriesPerBlock);
                WorkPartition.ForBlocks(total, perBlock, threads, (_, first, last) =>
                {
                    ExactScan scan = _scans.TryTake(out ExactScan? spare) ? spare : new(Dimension, QueriesPerBlock);
                    scan.Run(
                        _panels,
                        Metric,
                        new ReadOnlySpan<float>((float*)source + ((nint)first * Dimension), (last - first) * Dimension),
                        count,
                        new Span<SearchHit>((SearchHit*)target + ((nint)first * count), (last - first) * count),
                        null);
                    _scans.Add(scan);
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
        _gate.EnterReadLock();
        try
        {
            var writer = new ModelWriter(stream, Kind, Layout);
            writer.WriteInt32(Dimension);
            writer.WriteInt32((int)Metric);
            writer.WriteArray<int>(_panels.Ids);
            float[] vector = new float[Dimension];
            for (int slot = 0; slot < _panels.Count; slot++)
            {
                _panels.CopyTo(slot, vector);
                writer.WriteArray<float>(vector);
            }

            writer.Complete();
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <summary>Reads an index of <see cref="Save"/>. The stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static ExactIndex Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Layout);
        int dimension = reader.ReadInt32();
        int metric = reader.ReadInt32();
        if (dimension is < 1 or > MaxDimension || metric is < 0 or > (int)VectorMetric.Euclidean)
        {
            throw new InvalidDataException($"The index file is damaged: dimension {dimension}, metric {metric}.");
        }

        var index = new ExactIndex(dimension, (VectorMetric)metric);
        foreach (int id in reader.ReadArray<int>())
        {
            float[] vector = reader.ReadArray<float>();
            if (vector.Length != dimension || !index._slots.TryAdd(id, index._panels.Append(id, vector)))
            {
                throw new InvalidDataException($"The index file is damaged at id {id}.");
            }
        }

        reader.Complete();
        return index;
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _gate.Dispose();

    /// <summary>Calls back with every vector in the stored form (of length one for the cosine).</summary>
    internal void ForEach(Action<int, float[]> visit)
    {
        for (int slot = 0; slot < _panels.Count; slot++)
        {
            float[] vector = new float[Dimension];
            _panels.CopyTo(slot, vector);
            visit(_panels.Ids[slot], vector);
        }
    }

    private T Read<T>(Func<T> read)
    {
        _gate.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }
}
