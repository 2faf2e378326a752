using System.Buffers;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Collaborative;

/// <summary>
/// EASE (Steck, 2019) with all its weights and none of them held: the score of item j is what B = I − P·diag(1/P),
/// P = (RᵀR + Λ)^−1, would give, found by solving for P·history when it is asked for. Exact where <see cref="Ease"/>
/// leaves weak weights out, in the memory of the interactions (twice) and a number an item; scoring costs some tens of
/// passes over the interactions for 32 histories. Immutable; safe to use from any number of threads.
/// </summary>
public sealed class EaseFilter : IHistoryScorer
{
    private const string Kind = "ease-filter";
    private const int Version = 1;

    private readonly ItemGraph _graph;
    private readonly float[] _diagonal;
    private readonly RidgeSettings _settings;

    private EaseFilter(ItemGraph graph, float[] diagonal, RidgeSettings settings)
    {
        _graph = graph;
        _diagonal = diagonal;
        _settings = settings;
    }

    /// <inheritdoc/>
    public int Items => _graph.Items;

    /// <summary>Prepares the model: solves for the diagonal of P.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="options">Settings, or null for the defaults; <see cref="EaseOptions.WeightsPerItem"/> is not
    /// used.</param>
    /// <param name="progress">Told about each block of 32 items done; or null.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no interactions, or a setting is out of range.</exception>
    public static EaseFilter Fit(
        SparseMatrix interactions,
        EaseOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        options ??= new EaseOptions();
        options.Validate();
        var graph = ItemGraph.Build(interactions, options.UserExponent, options.ItemExponent);
        var settings = RidgeSettings.Of(options);
        float[] diagonal = new float[graph.Items];
        int blocks = WorkPartition.BlockCount(graph.Items, BlockProducts.Width);
        int done = 0;
        WorkPartition.ForBlocks(
            graph.Items,
            BlockProducts.Width,
            options.Threads,
            (_, from, to) =>
            {
                float[] buffer = ArrayPool<float>.Shared.Rent(graph.Items * BlockProducts.Width);
                Span<float> solution = buffer.AsSpan(0, graph.Items * BlockProducts.Width);
                ConjugateGradients.SolveUnits(graph, settings, from, to, solution);
                for (int item = from; item < to; item++)
                {
                    diagonal[item] = solution[(item * BlockProducts.Width) + item - from];
                }

                ArrayPool<float>.Shared.Return(buffer);
                progress?.Report(new TrainingProgress(Interlocked.Increment(ref done), blocks));
            },
            cancellation);
        return new EaseFilter(graph, diagonal, settings);
    }

    /// <inheritdoc/>
    public void Score(SparseMatrix histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(histories);
        HistoryBlocks.Check(histories, Items, rows.Length, scores.Length);
        int length = Items * BlockProducts.Width;
        float[] first = ArrayPool<float>.Shared.Rent(length);
        float[] second = ArrayPool<float>.Shared.Rent(length);
        Span<float> signal = first.AsSpan(0, length);
        Span<float> solution = second.AsSpan(0, length);
        for (int from = 0; from < rows.Length; from += BlockProducts.Width)
        {
            ReadOnlySpan<int> block = rows.Slice(from, Math.Min(BlockProducts.Width, rows.Length - from));
            HistoryBlocks.Load(histories, block, signal);
            Divide(signal);
            ConjugateGradients.Solve(_graph, _settings, block.Length, signal, solution);
            HistoryBlocks.Load(histories, block, signal);
            Finish(solution, signal);
            HistoryBlocks.Store(signal, block.Length, Items, scores.Slice(from * Items, block.Length * Items));
        }

        ArrayPool<float>.Shared.Return(first);
        ArrayPool<float>.Shared.Return(second);
    }

    /// <summary>Writes the model; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Version);
        SparseMatrixFormat.Write(writer, _graph.ByUser);
        writer.WriteArray<float>(_graph.ItemScale);
        writer.WriteArray<float>(_diagonal);
        writer.WriteDouble(_settings.Regularization);
        writer.WriteDouble(_settings.Tolerance);
        writer.WriteInt32(_settings.MaxSteps);
        writer.Complete();
    }

    /// <summary>Reads a model written by <see cref="Save"/>.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model, or a damaged one.</exception>
    public static EaseFilter Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Version);
        SparseMatrix byUser = SparseMatrixFormat.Read(reader);
        float[] itemScale = reader.ReadArray<float>();
        float[] diagonal = reader.ReadArray<float>();
        var options = new EaseOptions
        {
            Regularization = reader.ReadDouble(),
            Tolerance = reader.ReadDouble(),
            MaxSteps = reader.ReadInt32(),
        };
        reader.Complete();
        if (itemScale.Length != byUser.Columns || diagonal.Length != byUser.Columns)
        {
            throw new InvalidDataException("The parts of the EASE filter do not fit together.");
        }

        return new EaseFilter(
            ItemGraph.FromParts(byUser, itemScale), diagonal, ModelReader.Made(() => RidgeSettings.Of(options)));
    }

    private void Divide(Span<float> signal)
    {
        for (int item = 0; item < Items; item++)
        {
            foreach (ref float value in signal.Slice(item * BlockProducts.Width, BlockProducts.Width))
            {
                value /= _graph.ItemScale[item];
            }
        }
    }

    /// <summary>history − Dᵢ^b · solution / diagonal: what an item has of itself cancels out.</summary>
    private void Finish(ReadOnlySpan<float> solution, Span<float> history)
    {
        for (int item = 0; item < Items; item++)
        {
            float factor = _graph.ItemScale[item] / _diagonal[item];
            ReadOnlySpan<float> solved = solution.Slice(item * BlockProducts.Width, BlockProducts.Width);
            Span<float> target = history.Slice(item * BlockProducts.Width, BlockProducts.Width);
            for (int k = 0; k < target.Length; k++)
            {
                target[k] -= factor * solved[k];
            }
        }
    }
}
