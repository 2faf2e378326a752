using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>
/// Exact while the vectors are few, a graph from the number on where a graph answers faster: the choice by size. Once a
/// graph, it stays one. See <see cref="IVectorIndex"/> for its contract.
/// </summary>
public sealed class AdaptiveIndex : IVectorIndex, IDisposable
{
    /// <summary>The number of values (vectors × dimension) above which a graph is built by default: an exact search
    /// through them takes about half a millisecond on one core.</summary>
    public const long DefaultExactValues = 4_000_000;

    private const byte ExactMark = 1;
    private const byte GraphMark = 2;

    private readonly HnswOptions _options;
    private readonly long _exactVectors;
    private readonly Lock _writer = new();
    private volatile IVectorIndex _index;

    /// <summary>Makes an empty index.</summary>
    /// <param name="dimension">The length of a vector, 1 to 16,384.</param>
    /// <param name="metric">How nearness is measured.</param>
    /// <param name="options">Settings of the graph, or null for the defaults.</param>
    /// <param name="exactValues">The most values that are searched exactly, from 0.</param>
    public AdaptiveIndex(
        int dimension, VectorMetric metric, HnswOptions? options = null, long exactValues = DefaultExactValues)
    {
        OptionCheck.Range(exactValues, 0, long.MaxValue, nameof(exactValues));
        _options = options ?? new HnswOptions();
        _options.Validate();
        _index = new ExactIndex(dimension, metric);
        _exactVectors = exactValues / dimension;
    }

    /// <summary>Whether answers are exact at the moment.</summary>
    public bool IsExact => _index is ExactIndex;

    /// <inheritdoc/>
    public int Dimension => _index.Dimension;

    /// <inheritdoc/>
    public VectorMetric Metric => _index.Metric;

    /// <inheritdoc/>
    public int Count => _index.Count;

    /// <inheritdoc/>
    public bool Contains(int id) => _index.Contains(id);

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<float> vectors)
    {
        lock (_writer)
        {
            _index.Add(ids, vectors);
            if (_index is ExactIndex exact && exact.Count > _exactVectors)
            {
                // Readers go on with the exact index until the graph is whole; the collector takes the old one when the
                // last of them is done.
                _index = Graph(exact);
            }
        }
    }

    /// <inheritdoc/>
    public bool Remove(int id)
    {
        lock (_writer)
        {
            return _index.Remove(id);
        }
    }

    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<SearchHit> hits, ISearchFilter? filter = null) =>
        _index.Search(query, hits, filter);

    /// <inheritdoc/>
    public void SearchMany(ReadOnlySpan<float> queries, int count, Span<SearchHit> hits, int threads = 0) =>
        _index.SearchMany(queries, count, hits, threads);

    /// <summary>Writes the index as it stands, exact or graph.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        lock (_writer)
        {
            stream.WriteByte(IsExact ? ExactMark : GraphMark);
            if (_index is ExactIndex exact)
            {
                exact.Save(stream);
            }
            else
            {
                ((HnswIndex)_index).Save(stream);
            }
        }
    }

    /// <summary>Reads an index of <see cref="Save"/>.</summary>
    /// <param name="stream">The file; it must be seekable.</param>
    /// <param name="options">Settings of a graph that is built later, or null for the defaults.</param>
    /// <param name="exactValues">The most values that are searched exactly, from 0.</param>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static AdaptiveIndex Load(
        Stream stream, HnswOptions? options = null, long exactValues = DefaultExactValues)
    {
        ArgumentNullException.ThrowIfNull(stream);
        int mark = stream.ReadByte();
        IVectorIndex index = mark switch
        {
            ExactMark => ExactIndex.Load(stream),
            GraphMark => HnswIndex.Load(stream),
            _ => throw new InvalidDataException($"Not an adaptive index: it starts with {mark}."),
        };
        return new AdaptiveIndex(index.Dimension, index.Metric, options, exactValues) { _index = index };
    }

    /// <summary>Releases the locks.</summary>
    public void Dispose() => (_index as IDisposable)?.Dispose();

    private HnswIndex Graph(ExactIndex exact)
    {
        int[] ids = new int[exact.Count];
        float[] vectors = new float[checked(ids.Length * exact.Dimension)];
        int at = 0;
        exact.ForEach((id, vector) =>
        {
            ids[at] = id;
            vector.CopyTo(vectors, at * exact.Dimension);
            at++;
        });
        var graph = new HnswIndex(exact.Dimension, exact.Metric, _options);
        graph.Add(ids, vectors);
        return graph;
    }
}
