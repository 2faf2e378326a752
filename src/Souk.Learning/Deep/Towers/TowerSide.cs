using Souk.Learning.Data;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep.Towers;

/// <summary>One tower in training: its weights, its optimizers, and the vectors of a batch.</summary>
internal sealed unsafe class TowerSide
{
    private readonly SparseRows _features;
    private readonly SparseMatrix? _histories;
    private readonly TowerBlock[] _blocks;
    private readonly AlignedBuffer[] _gradients;
    private readonly DenseAdam _dense;
    private readonly EmbeddingAdam _embeddings;

    /// <param name="tower">The shape.</param>
    /// <param name="features">One row a user or item.</param>
    /// <param name="histories">The items of each user, or null.</param>
    /// <param name="options">The training's options.</param>
    /// <param name="batch">The largest batch.</param>
    /// <param name="blockRows">The rows of a block.</param>
    /// <param name="stream">The stream of random numbers for the starting weights; the next one is used too.</param>
    public TowerSide(
        Tower tower, SparseRows features, SparseMatrix? histories, TwoTowerOptions options, int batch, int blockRows,
        ulong stream)
    {
        Tower = tower;
        _features = features;
        _histories = tower.HasHistory ? histories : null;
        Weights = new NetworkWeights(tower.Shape, false, tower.Layout);
        Weights.Embeddings.Draw(options.InitialDeviation, options.Seed, stream);
        Weights.Dense.Draw(options.Seed, stream + 1);
        _dense = new DenseAdam(Weights.Dense, options.L2);
        _embeddings = new EmbeddingAdam(Weights.Embeddings, options.EmbeddingL2, 0);
        int blocks = (batch + blockRows - 1) / blockRows;
        _blocks = [.. Enumerable.Range(0, blocks).Select(_ => tower.CreateBlock(blockRows, true))];
        _gradients = Array.ConvertAll(_blocks, b => b.Gradients);
        Vectors = new AlignedBuffer(checked(blocks * blockRows * tower.OutputStride));
        VectorGradients = new AlignedBuffer(Vectors.Length);
    }

    /// <summary>The shape.</summary>
    public Tower Tower { get; }

    /// <summary>What is learned.</summary>
    public NetworkWeights Weights { get; }

    /// <summary>The vectors of the batch.</summary>
    public AlignedBuffer Vectors { get; }

    /// <summary>The gradients of <see cref="Vectors"/>.</summary>
    public AlignedBuffer VectorGradients { get; }

    /// <summary>Brings what the backward run needs up to date.</summary>
    public void Prepare(int threads) => _dense.Transpose(threads);

    /// <summary>Computes the vectors of a block of the batch.</summary>
    public void Forward(int b, int from, ReadOnlySpan<int> rows, ReadOnlySpan<int> except, ref DropoutSource dropout)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Tower.Gather(
                Weights, TowerEntries.Of(_features, rows[i]), History(rows[i]), except.IsEmpty ? -1 : except[i],
                _blocks[b], i);
        }

        Tower.Forward(
            _blocks[b], rows.Length, Weights.Dense.Pointer, ref dropout,
            Vectors.Pointer + ((nint)from * Tower.OutputStride));
    }

    /// <summary>Takes the gradients of a block's vectors back.</summary>
    public void Backward(int b, int from, int rows, float scale)
    {
        nint at = (nint)from * Tower.OutputStride;
        Tower.Backward(
            _blocks[b], rows, _dense.Transposed, scale, Vectors.Pointer + at, VectorGradients.Pointer + at);
    }

    /// <summary>Takes a step.</summary>
    public void Step(
        AdamKernel adam, ReadOnlySpan<int> rows, ReadOnlySpan<int> except, int blockRows, int threads)
    {
        if (Tower.Stack is not null)
        {
            _dense.Apply(_gradients, (rows.Length + blockRows - 1) / blockRows, adam, threads);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            Tower.HandIn(
                _embeddings, TowerEntries.Of(_features, rows[i]), History(rows[i]), except.IsEmpty ? -1 : except[i],
                _blocks[i / blockRows], i % blockRows);
        }

        _embeddings.Apply(adam, 1f / rows.Length, threads);
    }

    /// <summary>Writes what the optimizers remember.</summary>
    public void SaveOptimizer(ModelWriter writer)
    {
        _dense.Save(writer);
        _embeddings.Save(writer);
    }

    /// <summary>Reads what the optimizers remember.</summary>
    public void LoadOptimizer(ModelReader reader)
    {
        _dense.Load(reader);
        _embeddings.Load(reader);
    }

    private ReadOnlySpan<int> History(int row) => _histories is null ? [] : _histories.RowColumns(row);
}
