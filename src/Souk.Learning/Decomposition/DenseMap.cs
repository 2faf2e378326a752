using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Decomposition;

/// <summary>A dense matrix as a linear map; nothing is copied.</summary>
internal sealed class DenseMap(DenseMatrix matrix) : ILinearMap
{
    private const int RowsPerBlock = 256;

    // The transposed product adds up over rows: this many rows make one partial sum, whose order is fixed.
    private const int RowsPerPartial = 8192;

    public int Rows => matrix.Rows;

    public int Columns => matrix.Columns;

    public void Multiply(DenseMatrix x, DenseMatrix result, int threads, CancellationToken cancellation)
    {
        WorkPartition.ForBlocks(
            Rows,
            RowsPerBlock,
            threads,
            (_, from, to) =>
            {
                for (int r = from; r < to; r++)
                {
                    Span<float> target = result.Row(r);
                    target.Clear();
                    AddScaledRows(matrix.Row(r), x, target);
                }
            },
            cancellation);
    }

    public void MultiplyTransposed(DenseMatrix x, DenseMatrix result, int threads, CancellationToken cancellation)
    {
        DenseMatrix[] partials = new DenseMatrix[WorkPartition.BlockCount(Rows, RowsPerPartial)];
        WorkPartition.ForBlocks(
            Rows,
            RowsPerPartial,
            threads,
            (block, from, to) => partials[block] = PartialTransposed(x, from, to),
            cancellation);
        result.Values.AsSpan().Clear();
        foreach (DenseMatrix partial in partials)
        {
            TensorPrimitives.Add(result.Values, partial.Values, result.Values);
        }
    }

    private static void AddScaledRows(ReadOnlySpan<float> weights, DenseMatrix rows, Span<float> target)
    {
        for (int c = 0; c < weights.Length; c++)
        {
            if (weights[c] != 0)
            {
                TensorPrimitives.MultiplyAdd(rows.Row(c), weights[c], target, target);
            }
        }
    }

    private DenseMatrix PartialTransposed(DenseMatrix x, int from, int to)
    {
        var partial = new DenseMatrix(Columns, x.Columns);
        for (int r = from; r < to; r++)
        {
            ReadOnlySpan<float> row = matrix.Row(r);
            for (int c = 0; c < row.Length; c++)
            {
                if (row[c] != 0)
                {
                    Span<float> target = partial.Row(c);
                    TensorPrimitives.MultiplyAdd(x.Row(r), row[c], target, target);
                }
            }
        }

        return partial;
    }
}
