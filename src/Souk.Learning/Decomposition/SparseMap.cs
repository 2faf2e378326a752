using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Decomposition;

/// <summary>A sparse matrix as a linear map; holds its transpose too, so that both products run row by row.</summary>
internal sealed class SparseMap(SparseMatrix matrix) : ILinearMap
{
    private const int RowsPerBlock = 256;

    private readonly SparseMatrix _transposed = matrix.Transpose();

    public int Rows => matrix.Rows;

    public int Columns => matrix.Columns;

    public void Multiply(DenseMatrix x, DenseMatrix result, int threads, CancellationToken cancellation) =>
        Multiply(matrix, x, result, threads, cancellation);

    public void MultiplyTransposed(DenseMatrix x, DenseMatrix result, int threads, CancellationToken cancellation) =>
        Multiply(_transposed, x, result, threads, cancellation);

    private static void Multiply(
        SparseMatrix left, DenseMatrix x, DenseMatrix result, int threads, CancellationToken cancellation)
    {
        WorkPartition.ForBlocks(
            left.Rows,
            RowsPerBlock,
            threads,
            (_, from, to) =>
            {
                for (int r = from; r < to; r++)
                {
                    MultiplyRow(left.RowColumns(r), left.RowValues(r), x, result.Row(r));
                }
            },
            cancellation);
    }

    private static void MultiplyRow(
        ReadOnlySpan<int> columns, ReadOnlySpan<float> values, DenseMatrix x, Span<float> target)
    {
        target.Clear();
        for (int i = 0; i < columns.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(x.Row(columns[i]), values[i], target, target);
        }
    }
}
