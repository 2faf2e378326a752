using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Collaborative;

/// <summary>
/// A sparse matrix from items a user has to items to recommend: the score of item j is the sum over the user's items i
/// of (how much i counts) × weight[i, j]. What <see cref="ItemNeighbours"/> and <see cref="Ease"/> give. 8 bytes a
/// weight. Immutable; safe to use from any number of threads.
/// </summary>
public sealed class ItemModel : IHistoryScorer
{
    private const string Kind = "item-model";
    private const int Version = 1;

    /// <summary>Wraps item to item weights.</summary>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public ItemModel(SparseMatrix weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Rows != weights.Columns)
        {
            throw new ArgumentException(
                $"Item weights need as many rows as columns; got {weights.Rows} × {weights.Columns}.", nameof(weights));
        }

        Weights = weights;
    }

    /// <inheritdoc/>
    public int Items => Weights.Columns;

    /// <summary>Row i: what having item i says for every other item. Its largest entries are item i's
    /// neighbours.</summary>
    public SparseMatrix Weights { get; }

    /// <inheritdoc/>
    public void Score(SparseMatrix histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(histories);
        HistoryBlocks.Check(histories, Items, rows.Length, scores.Length);
        scores.Clear();
        for (int k = 0; k < rows.Length; k++)
        {
            Span<float> own = scores.Slice(k * Items, Items);
            ReadOnlySpan<int> items = histories.RowColumns(rows[k]);
            ReadOnlySpan<float> values = histories.RowValues(rows[k]);
            for (int i = 0; i < items.Length; i++)
            {
                ReadOnlySpan<int> targets = Weights.RowColumns(items[i]);
                ReadOnlySpan<float> weights = Weights.RowValues(items[i]);
                float count = values[i];
                for (int j = 0; j < targets.Length; j++)
                {
                    own[targets[j]] += count * weights[j];
                }
            }
        }
    }

    /// <summary>How much each item of a history adds to the score of one item: the explanation of a
    /// recommendation.</summary>
    /// <param name="history">The items the user has.</param>
    /// <param name="item">The recommended item.</param>
    /// <returns>One weight for each item of the history, in its order; their sum is the score.</returns>
    public float[] Contributions(ReadOnlySpan<int> history, int item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, Items);
        float[] contributions = new float[history.Length];
        for (int i = 0; i < history.Length; i++)
        {
            int at = Weights.RowColumns(history[i]).BinarySearch(item);
            contributions[i] = at < 0 ? 0 : Weights.RowValues(history[i])[at];
        }

        return contributions;
    }

    /// <summary>Writes the model; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Version);
        SparseMatrixFormat.Write(writer, Weights);
        writer.Complete();
    }

    /// <summary>Reads a model written by <see cref="Save"/>.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model, or a damaged one.</exception>
    public static ItemModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Version);
        SparseMatrix weights = SparseMatrixFormat.Read(reader);
        reader.Complete();
        return weights.Rows == weights.Columns
            ? new ItemModel(weights)
            : throw new InvalidDataException($"Item weights of {weights.Rows} × {weights.Columns} are not square.");
    }
}
