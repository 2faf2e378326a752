using System.Buffers;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Collaborative;

/// <summary>
/// EASE, the embarrassingly shallow autoencoder (Steck, 2019): the item to item weights of a ridge regression of every
/// item on all others, B = I − P·diag(1/P), P = (RᵀR + Λ)^−1. P is never held: conjugate gradients (Hestenes and
/// Stiefel, 1952) find it column by column, 32 at a time, from sparse products alone, and the strongest weights are
/// kept. So 40,000 items take megabytes where the dense inverse takes 7 GB. Users and items can be toned down; see the
/// options. <see cref="EaseFilter"/> leaves no weight out.
/// </summary>
public static class Ease
{
    /// <summary>Learns the weights.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="progress">Told about each block of 32 items done; or null.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no interactions, or a setting is out of range.</exception>
    public static ItemModel Fit(
        SparseMatrix interactions,
        EaseOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        options ??= new EaseOptions();
        options.Validate();
        var graph = ItemGraph.Build(interactions, options.UserExponent, options.ItemExponent);
        int items = graph.Items;
        int blocks = WorkPartition.BlockCount(items, BlockProducts.Width);
        var columns = new TopRows(items, options.WeightsPerItem);
        int done = 0;
        WorkPartition.ForBlocks(
            items,
            BlockProducts.Width,
            options.Threads,
            (_, from, to) =>
            {
                SolveBlock(graph, options, from, to, columns);
                progress?.Report(new TrainingProgress(Interlocked.Increment(ref done), blocks));
            },
            cancellation);
        return new ItemModel(columns.ToMatrix().Transpose());
    }

    private static void SolveBlock(ItemGraph graph, EaseOptions options, int from, int to, TopRows columns)
    {
        const int width = BlockProducts.Width;
        int items = graph.Items;
        float[] buffer = ArrayPool<float>.Shared.Rent(items * width);
        Span<float> solution = buffer.AsSpan(0, items * width);
        ConjugateGradients.SolveUnits(graph, RidgeSettings.Of(options), from, to, solution);
        float[] column = new float[items];
        float[] scratch = new float[items];
        for (int target = from; target < to; target++)
        {
            int k = target - from;
            float own = solution[(target * width) + k];
            float scale = -graph.ItemScale[target] / own;
            for (int i = 0; i < items; i++)
            {
                column[i] = solution[(i * width) + k] * scale / graph.ItemScale[i];
            }

            column[target] = 0;
            columns.KeepLargest(target, column, scratch);
        }

        ArrayPool<float>.Shared.Return(buffer);
    }
}
