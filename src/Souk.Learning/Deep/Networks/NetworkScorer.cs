using Souk.Learning.Data;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Training;

namespace Souk.Learning.Deep.Networks;

/// <summary>Scores rows with a network. Any number of threads may score at once; once warm, scoring allocates
/// nothing.</summary>
internal sealed unsafe class NetworkScorer
{
    private const int RowsPerBlock = 128;

    private readonly NetworkBody _body;
    private readonly NetworkWeights _weights;
    private readonly SparePool<NetworkBlock> _single;
    private readonly SparePool<NetworkBlock> _many;

    public NetworkScorer(NetworkBody body, NetworkWeights weights)
    {
        _body = body;
        _weights = weights;
        _single = new SparePool<NetworkBlock>(() => new NetworkBlock(body, 1, false));
        _many = new SparePool<NetworkBlock>(() => new NetworkBlock(body, RowsPerBlock, false));
    }

    /// <summary>Scores one row, a score a task.</summary>
    /// <exception cref="ArgumentException">The row does not fit the network.</exception>
    public void Score(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, Span<float> logits)
    {
        RowCheck.Check(indices, values, fields, _body.Shape.Dimension, _body.Shape.Fields);
        NetworkBlock block = _single.Rent();
        Gather(indices, values, fields, block, 0);
        DropoutSource none = default;
        _body.Forward(block, 1, _weights.Dense.Pointer, ref none);
        block.Logits.CopyTo(logits);
        _single.Return(block);
        GC.KeepAlive(this);
    }

    /// <summary>Scores all rows, task by task: row r of task t at t × rows + r.</summary>
    /// <exception cref="ArgumentException">The rows have another shape.</exception>
    public float[] Score(SparseRows rows, int threads, CancellationToken cancellation = default)
    {
        rows.CheckShape(_body.Shape.Dimension, _body.Shape.Fields);
        float[] logits = new float[checked(rows.Rows * _body.Tasks)];
        WorkPartition.ForBlocks(
            rows.Rows, RowsPerBlock, threads, (_, from, to) => ScoreBlock(rows, from, to, logits), cancellation);
        return logits;
    }

    private void ScoreBlock(SparseRows rows, int from, int to, float[] logits)
    {
        NetworkBlock block = _many.Rent();
        for (int r = from; r < to; r++)
        {
            Gather(rows.Indices(r), rows.Values(r), rows.Fields(r), block, r - from);
        }

        DropoutSource none = default;
        _body.Forward(block, to - from, _weights.Dense.Pointer, ref none);
        for (int t = 0; t < _body.Tasks; t++)
        {
            block.Logits.AsSpan(t * block.Capacity, to - from).CopyTo(logits.AsSpan((t * rows.Rows) + from));
        }

        _many.Return(block);
        GC.KeepAlive(this);
    }

    private void Gather(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, NetworkBlock block,
        int at) =>
        block.FirstOrder[at] = _weights.Embeddings.Gather(
            indices, values, fields, block.Input.Pointer + ((nint)at * _body.InputStride), _body.Shape.Fields);
}
