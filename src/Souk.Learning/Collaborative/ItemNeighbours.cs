using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Collaborative;

/// <summary>
/// Item neighbours: each item's most alike items, by the users they share (see <see cref="NeighbourSimilarity"/>). One
/// pass over the pairs of items that share a user, in parallel over items; only the strongest neighbours are kept.
/// </summary>
public static class ItemNeighbours
{
    private const int ItemsPerBlock = 64;

    /// <summary>Finds the neighbours.</summary>
    /// <param name="interactions">Users × items; values are counts or weights, 1 where there are none.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no interactions, or a setting is out of range.</exception>
    public static ItemModel Fit(
        SparseMatrix interactions, ItemNeighboursOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        options ??= new ItemNeighboursOptions();
        options.Validate();
        if (interactions.Count == 0)
        {
            throw new ArgumentException("There are no interactions to learn from.", nameof(interactions));
        }

        return options.Similarity == NeighbourSimilarity.Swing
            ? SwingNeighbours.Fit(interactions, options, cancellation)
            : FitProducts(NeighbourWeights.Build(interactions, options), options, cancellation);
    }

    private static ItemModel FitProducts(
        NeighbourWeights weights, ItemNeighboursOptions options, CancellationToken cancellation)
    {
        int items = weights.ByUser.Columns;
        var rows = new TopRows(items, options.Neighbours);
        using var sums = new ThreadLocal<CandidateSums>(() => new CandidateSums(items));
        WorkPartition.ForBlocks(
            items,
            ItemsPerBlock,
            options.Threads,
            (_, from, to) =>
            {
                CandidateSums own = sums.Value!;
                float[] values = new float[items];
                for (int item = from; item < to; item++)
                {
                    FindNeighbours(weights, item, own, values, rows);
                }
            },
            cancellation);
        return new ItemModel(rows.ToMatrix());
    }

    private static void FindNeighbours(
        NeighbourWeights weights, int item, CandidateSums sums, float[] values, TopRows rows)
    {
        ReadOnlySpan<int> users = weights.ByItem.RowColumns(item);
        ReadOnlySpan<float> userWeights = weights.ByItem.RowValues(item);
        for (int u = 0; u < users.Length; u++)
        {
            ReadOnlySpan<int> others = weights.ByUser.RowColumns(users[u]);
            ReadOnlySpan<float> otherWeights = weights.ByUser.RowValues(users[u]);
            float own = userWeights[u];
            for (int j = 0; j < others.Length; j++)
            {
                sums.Add(others[j], own * otherWeights[j]);
            }
        }

        sums.SortTouched();
        ReadOnlySpan<int> touched = sums.Touched;
        for (int j = 0; j < touched.Length; j++)
        {
            int other = touched[j];
            values[j] = other == item
                ? float.NegativeInfinity
                : sums[other] / ((weights.SourceNorms[item] * weights.TargetNorms[other]) + weights.Shrinkage);
        }

        rows.KeepPositive(item, touched, values.AsSpan(0, touched.Length));
        sums.Clear();
    }
}
