using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Trees.Objectives;

/// <summary>An objective whose loss is a sum over rows.</summary>
internal abstract class PointwiseObjective : Objective
{
    private const int RowsPerBlock = 8192;

    public sealed override void Derive(
        float[] scores, TrainingTargets targets, float[] first, float[] second, int threads) =>
        WorkPartition.ForBlocks(targets.Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            Span<float> g = first.AsSpan(from, to - from);
            Span<float> h = second.AsSpan(from, to - from);
            Derive(scores.AsSpan(from, to - from), targets.Labels[from..to], g, h);
            if (targets.HasWeights)
            {
                TensorPrimitives.Multiply(g, targets.Weights[from..to], g);
                TensorPrimitives.Multiply(h, targets.Weights[from..to], h);
            }
        });

    public sealed override double Loss(float[] scores, TrainingTargets targets)
    {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < targets.Rows; i++)
        {
            sum += targets.Weight(i) * RowLoss(scores[i], targets.Labels[i]);
            weight += targets.Weight(i);
        }

        return sum / weight;
    }

    /// <summary>Derivatives of a stretch of rows, without weights.</summary>
    protected abstract void Derive(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> first, Span<float> second);

    /// <summary>The loss of one row, without its weight.</summary>
    protected abstract double RowLoss(double score, double label);
}
