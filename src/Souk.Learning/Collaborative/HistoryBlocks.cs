using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>Moves histories into and scores out of the layout of <see cref="BlockProducts"/>.</summary>
internal static class HistoryBlocks
{
    public static void Check(SparseMatrix histories, int items, int rows, int scores)
    {
        if (histories.Columns != items)
        {
            throw new ArgumentException($"The histories have {histories.Columns} items, but the model knows {items}.");
        }

        if (scores != (long)rows * items)
        {
            throw new ArgumentException($"{rows} histories need room for {(long)rows * items} scores; got {scores}.");
        }
    }

    public static void Load(SparseMatrix histories, ReadOnlySpan<int> rows, Span<float> block)
    {
        block.Clear();
        for (int k = 0; k < rows.Length; k++)
        {
            ReadOnlySpan<int> items = histories.RowColumns(rows[k]);
            ReadOnlySpan<float> values = histories.RowValues(rows[k]);
            for (int i = 0; i < items.Length; i++)
            {
                block[(items[i] * BlockProducts.Width) + k] = values[i];
            }
        }
    }

    public static void Store(ReadOnlySpan<float> block, int rows, int items, Span<float> scores)
    {
        for (int item = 0; item < items; item++)
        {
            ReadOnlySpan<float> own = block.Slice(item * BlockProducts.Width, BlockProducts.Width);
            for (int k = 0; k < rows; k++)
            {
                scores[(k * items) + item] = own[k];
            }
        }
    }
}
