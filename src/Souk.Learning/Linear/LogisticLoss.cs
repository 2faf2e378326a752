using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>The penalised log loss of a linear model and its gradient; the last parameter is the bias.</summary>
internal sealed class LogisticLoss(IDesign design, TrainingTargets targets, double l2, int threads)
{
    private const int RowsPerBlock = 4096;

    private readonly double[] _scores = new double[design.Rows];
    private readonly double[] _residuals = new double[design.Rows];
    private readonly double[] _blockLoss = new double[WorkPartition.BlockCount(design.Rows, RowsPerBlock)];
    private readonly double[] _blockResidual = new double[WorkPartition.BlockCount(design.Rows, RowsPerBlock)];

    /// <summary>The loss at some parameters; writes its gradient.</summary>
    public double Evaluate(double[] parameters, double[] gradient)
    {
        Array.Fill(_scores, parameters[^1]);
        design.AddScores(parameters, _scores, threads);
        WorkPartition.ForBlocks(design.Rows, RowsPerBlock, threads, (block, from, to) =>
            (_blockLoss[block], _blockResidual[block]) = EvaluateRows(from, to));
        design.Gradient(_residuals, gradient, threads);
        ReadOnlySpan<double> weights = parameters.AsSpan(0, design.Columns);
        Span<double> slope = gradient.AsSpan(0, design.Columns);
        TensorPrimitives.MultiplyAdd(weights, l2, slope, slope);
        double loss = l2 / 2 * TensorPrimitives.SumOfSquares(weights);
        gradient[^1] = 0;
        for (int b = 0; b < _blockLoss.Length; b++)
        {
            loss += _blockLoss[b];
            gradient[^1] += _blockResidual[b];
        }

        return loss;
    }

    /// <summary>log(1 + e^s) − y·s and its slope σ(s) − y, each for a whole block at a time, since exponentials and
    /// logarithms of many numbers cost a fraction of those one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Loss, double Residual) EvaluateRows(int from, int to)
    {
        int count = to - from;
        ReadOnlySpan<double> scores = _scores.AsSpan(from, count);
        Span<double> residuals = _residuals.AsSpan(from, count);
        Span<double> losses = stackalloc double[count];
        TensorPrimitives.Abs(scores, losses);
        TensorPrimitives.Negate<double>(losses, losses);
        TensorPrimitives.Exp<double>(losses, residuals);
        TensorPrimitives.Add(residuals, 1, losses);
        TensorPrimitives.Log<double>(losses, losses);
        double loss = 0;
        double residual = 0;
        for (int i = 0; i < count; i++)
        {
            double weight = targets.Weight(from + i);
            double score = scores[i];
            double label = targets.Labels[from + i];
            double small = residuals[i];
            loss += weight * (losses[i] + Math.Max(score, 0) - (label * score));
            residuals[i] = weight * (((score >= 0 ? 1 : small) / (1 + small)) - label);
            residual += residuals[i];
        }

        return (loss, residual);
    }
}
