using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Deep.Towers;

/// <summary>
/// The in-batch softmax of Yi et al. (RecSys 2019): each pair's item against the items of the other pairs of the batch,
/// at scores less the logarithm of the items' shares. Items that a user interacted with are no negatives of that user.
/// </summary>
internal sealed unsafe class SoftmaxBatch
{
    private readonly int _blockRows;
    private readonly int _stride;
    private readonly float _inverseTemperature;
    private readonly float[] _corrections;
    private readonly SparseMatrix _known;
    private readonly AlignedBuffer _scores;
    private readonly AlignedBuffer _panels;
    private readonly double[] _losses;

    // For each block: the last row, counted over all batches, for whom an item was no negative.
    private readonly long[][] _marks;
    private readonly long[] _rowsSeen;

    /// <param name="capacity">The largest batch.</param>
    /// <param name="blockRows">The rows of a block; every block has room for as many.</param>
    /// <param name="stride">The floats of a vector, with padding.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    /// <param name="corrections">What each item's score is lowered by.</param>
    /// <param name="known">The interactions that are no negatives.</param>
    public SoftmaxBatch(
        int capacity, int blockRows, int stride, double temperature, float[] corrections, SparseMatrix known)
    {
        int blocks = WorkPartition.BlockCount(capacity, blockRows);
        _blockRows = blockRows;
        _stride = stride;
        _inverseTemperature = (float)(1 / temperature);
        _corrections = corrections;
        _known = known;
        Width = DenseLayer.Padded(capacity);
        _scores = new AlignedBuffer(checked(blocks * blockRows * Width));
        _panels = new AlignedBuffer(Width * stride);
        _losses = new double[blocks];
        _rowsSeen = new long[blocks];
        _marks = new long[blocks][];
        for (int b = 0; b < blocks; b++)
        {
            _marks[b] = new long[known.Columns];
        }
    }

    private int Width { get; }

    /// <summary>Computes the mean loss of a batch and, if asked for, the gradients of its vectors.</summary>
    public double Run(
        ReadOnlyMemory<int> users, ReadOnlyMemory<int> items, TowerSide userSide, TowerSide itemSide, bool gradients,
        int threads)
    {
        int count = items.Length;
        Pack(itemSide.Vectors.Pointer, count);
        float* scores = _scores.Pointer;
        float* u = userSide.Vectors.Pointer;
        float* v = itemSide.Vectors.Pointer;
        float* userGradients = userSide.VectorGradients.Pointer;
        float* itemGradients = itemSide.VectorGradients.Pointer;
        WorkPartition.ForBlocks(count, _blockRows, threads, (b, from, to) =>
        {
            float* own = scores + ((nint)from * Width);
            new Span<float>(own, (to - from) * Width).Clear();
            DenseKernels.Multiply(
                u + ((nint)from * _stride), _stride, _panels.Pointer, own, Width, to - from, Width, _stride);
            _losses[b] = Softmax(b, users.Span, items.Span, from, to, own);
            if (gradients)
            {
                MatrixKernels.Multiply(
                    own, Width, 1, v, _stride, userGradients + ((nint)from * _stride), _stride, to - from, _stride,
                    count, false);
            }
        });
        double sum = 0;
        for (int b = 0; b < WorkPartition.BlockCount(count, _blockRows); b++)
        {
            sum += _losses[b];
        }

        if (gradients)
        {
            WorkPartition.ForBlocks(count, _blockRows, threads, (_, from, to) => MatrixKernels.Multiply(
                scores + from, 1, Width, u, _stride, itemGradients + ((nint)from * _stride), _stride, to - from,
                _stride, count, false));
        }

        return sum / count;
    }

    /// <summary>Turns a block's cosines into the gradients of the mean loss by them; gives the block's loss.</summary>
    private double Softmax(
        int b, ReadOnlySpan<int> users, ReadOnlySpan<int> items, int from, int to, float* scores)
    {
        double loss = 0;
        float scale = _inverseTemperature / items.Length;
        for (int r = from; r < to; r++)
        {
            var row = new Span<float>(scores + ((nint)(r - from) * Width), items.Length);
            long mark = Mark(b, users[r], items[r]);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = _marks[b][items[j]] == mark && j != r
                    ? float.NegativeInfinity
                    : (row[j] * _inverseTemperature) - _corrections[items[j]];
            }

            float own = row[r];
            float top = TensorPrimitives.Max<float>(row);
            TensorPrimitives.Subtract(row, top, row);
            TensorPrimitives.Exp(row, row);
            float total = TensorPrimitives.Sum<float>(row);
            loss += Math.Log(total) - (own - top);
            TensorPrimitives.Multiply(row, scale / total, row);
            row[r] -= scale;
        }

        return loss;
    }

    /// <summary>Marks the items that are no negatives of a row.</summary>
    private long Mark(int b, int user, int item)
    {
        long mark = ++_rowsSeen[b];
        foreach (int known in _known.RowColumns(user))
        {
            _marks[b][known] = mark;
        }

        _marks[b][item] = mark;
        return mark;
    }

    /// <summary>Packs the items' vectors as the columns of panels; columns behind the last item keep what they had, and
    /// nobody looks at them.</summary>
    private void Pack(float* vectors, int count)
    {
        for (int j = 0; j < count; j++)
        {
            nint panel = j / DenseLayer.Panel * (nint)_stride * DenseLayer.Panel;
            float* to = _panels.Pointer + panel + (j % DenseLayer.Panel);
            for (int k = 0; k < _stride; k++)
            {
                to[(nint)k * DenseLayer.Panel] = vectors[((nint)j * _stride) + k];
            }
        }
    }
}
