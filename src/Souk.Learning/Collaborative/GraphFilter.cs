using System.Buffers;
using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Decomposition;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Collaborative;

/// <summary>
/// Graph filtering without training by gradients: a user's history is a signal on the item graph P = R̃ᵀR̃, smoothed by
/// P and by an ideal low-pass filter (GF-CF, Shen et al., 2021), then sharpened by the reverse heat equation dr/dt =
/// −P·r in one Runge-Kutta step (BSPM, Choi et al., 2023). Scores any history. Holds the scaled interactions both ways
/// and 4 bytes × items × rank. Immutable; safe to use from any number of threads.
/// </summary>
public sealed class GraphFilter : IHistoryScorer
{
    private const string Kind = "graph-filter";
    private const int Version = 1;

    private readonly ItemGraph _graph;
    private readonly DenseMatrix _vectors;
    private readonly float _lowPassWeight;
    private readonly float _time;

    private GraphFilter(ItemGraph graph, DenseMatrix vectors, float lowPassWeight, float time)
    {
        _graph = graph;
        _vectors = vectors;
        _lowPassWeight = lowPassWeight;
        _time = time;
    }

    /// <inheritdoc/>
    public int Items => _graph.Items;

    /// <summary>Builds the filter of some interactions.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no interactions, or a setting is out of range.</exception>
    public static GraphFilter Fit(
        SparseMatrix interactions, GraphFilterOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        options ??= new GraphFilterOptions();
        options.Validate();
        var graph = ItemGraph.Build(interactions, options.UserExponent, options.ItemExponent);
        var vectors = new DenseMatrix(interactions.Columns, 0);
        if (options.LowPassRank > 0 && options.LowPassWeight > 0)
        {
            var svd = new RandomizedSvdOptions
            {
                Rank = Math.Min(options.LowPassRank, Math.Min(interactions.Rows, interactions.Columns)),
                Seed = options.Seed,
                Threads = options.Threads,
            };
            vectors = RandomizedSvd.Decompose(graph.ByUser, svd, cancellation).Right;
        }

        return new GraphFilter(graph, vectors, (float)options.LowPassWeight, (float)options.SharpeningTime);
    }

    /// <inheritdoc/>
    public void Score(SparseMatrix histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(histories);
        HistoryBlocks.Check(histories, Items, rows.Length, scores.Length);
        int length = Items * BlockProducts.Width;
        float[] first = ArrayPool<float>.Shared.Rent(length);
        float[] second = ArrayPool<float>.Shared.Rent(length);
        float[] third = ArrayPool<float>.Shared.Rent(length);
        for (int from = 0; from < rows.Length; from += BlockProducts.Width)
        {
            ReadOnlySpan<int> block = rows.Slice(from, Math.Min(BlockProducts.Width, rows.Length - from));
            Span<float> signal = first.AsSpan(0, length);
            Span<float> smooth = second.AsSpan(0, length);
            HistoryBlocks.Load(histories, block, signal);
            _graph.Multiply(signal, smooth);
            AddLowPass(signal, smooth);
            Sharpen(smooth, signal, third.AsSpan(0, length));
            HistoryBlocks.Store(smooth, block.Length, Items, scores.Slice(from * Items, block.Length * Items));
        }

        ArrayPool<float>.Shared.Return(first);
        ArrayPool<float>.Shared.Return(second);
        ArrayPool<float>.Shared.Return(third);
    }

    /// <summary>Writes the model; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Version);
        SparseMatrixFormat.Write(writer, _graph.ByUser);
        writer.WriteArray<float>(_graph.ItemScale);
        writer.WriteInt32(_vectors.Columns);
        writer.WriteArray<float>(_vectors.Values);
        writer.WriteDouble(_lowPassWeight);
        writer.WriteDouble(_time);
        writer.Complete();
    }

    /// <summary>Reads a model written by <see cref="Save"/>.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model, or a damaged one.</exception>
    public static GraphFilter Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Version);
        SparseMatrix byUser = SparseMatrixFormat.Read(reader);
        float[] itemScale = reader.ReadArray<float>();
        int rank = reader.ReadInt32();
        float[] vectors = reader.ReadArray<float>();
        double weight = reader.ReadDouble();
        double time = reader.ReadDouble();
        reader.Complete();
        if (itemScale.Length != byUser.Columns || rank < 0 || vectors.LongLength != (long)rank * byUser.Columns)
        {
            throw new InvalidDataException("The graph filter's parts do not fit together.");
        }

        return new GraphFilter(
            ItemGraph.FromParts(byUser, itemScale),
            ModelReader.Made(() => DenseMatrix.FromValues(byUser.Columns, rank, vectors)),
            (float)weight,
            (float)time);
    }

    /// <summary>smooth += weight · Dᵢ^b · V · Vᵀ · Dᵢ^−b · signal.</summary>
    private void AddLowPass(Span<float> signal, Span<float> smooth)
    {
        int rank = _vectors.Columns;
        if (rank == 0)
        {
            return;
        }

        const int width = BlockProducts.Width;
        float[] coordinates = new float[rank * width];
        for (int item = 0; item < Items; item++)
        {
            ReadOnlySpan<float> own = signal.Slice(item * width, width);
            ReadOnlySpan<float> vector = _vectors.Row(item);
            for (int k = 0; k < width; k++)
            {
                if (own[k] != 0)
                {
                    float scaled = own[k] * _lowPassWeight / _graph.ItemScale[item];
                    for (int j = 0; j < rank; j++)
                    {
                        coordinates[(j * width) + k] += scaled * vector[j];
                    }
                }
            }
        }

        signal.Clear();
        BlockProducts.AddDense(_vectors.Values, Items, rank, coordinates, signal);
        for (int item = 0; item < Items; item++)
        {
            Span<float> target = smooth.Slice(item * width, width);
            TensorPrimitives.MultiplyAdd(signal.Slice(item * width, width), _graph.ItemScale[item], target, target);
        }
    }

    /// <summary>One classical Runge-Kutta step of dr/dt = −P·r: the Taylor sum of exp(−tP) to the fourth
    /// power.</summary>
    private void Sharpen(Span<float> signal, Span<float> power, Span<float> next)
    {
        if (_time == 0)
        {
            return;
        }

        signal.CopyTo(power);
        float factor = 1;
        for (int order = 1; order <= 4; order++)
        {
            _graph.Multiply(power, next);
            factor *= -_time / order;
            TensorPrimitives.MultiplyAdd(next, factor, signal, signal);
            next.CopyTo(power);
        }
    }
}
