using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>Inner products of some rows of one table with all rows of another.</summary>
internal static unsafe class FactorScoring
{
    private const int RowsAtOnce = 4;

    /// <summary>Writes left.Row(ids[i]) · right.Row(j) to scores[i × right.Rows + j].</summary>
    public static void ScoreAll(VectorTable left, ReadOnlySpan<int> ids, VectorTable right, Span<float> scores)
    {
        int items = right.Rows;
        if (scores.Length != (long)ids.Length * items)
        {
            throw new ArgumentException(
                $"{ids.Length} users and {items} items have {(long)ids.Length * items} scores; got room for " +
                $"{scores.Length}.");
        }

        float* four = stackalloc float[RowsAtOnce];
        for (int i = 0; i < ids.Length; i++)
        {
            float* query = left.RowPointer(ids[i]);
            Span<float> own = scores.Slice(i * items, items);
            float* row = right.Pointer;
            int stride = right.Stride;
            int j = 0;
            for (; j + RowsAtOnce <= items; j += RowsAtOnce, row += RowsAtOnce * stride)
            {
                VectorKernels.Dot4(
                    query, row, row + stride, row + (2 * stride), row + (3 * stride), stride, four);
                new ReadOnlySpan<float>(four, RowsAtOnce).CopyTo(own[j..]);
            }

            for (; j < items; j++, row += stride)
            {
                own[j] = VectorKernels.Dot(query, row, stride);
            }
        }

        GC.KeepAlive(left);
        GC.KeepAlive(right);
    }
}
