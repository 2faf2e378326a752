using System.Numerics.Tensors;
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

    private (double Loss, double Residual) EvaluateRows(int from, int to)
    {
        double loss = 0;
        double residual = 0;
        for (int r = from; r < to; r++)
        {
            double weight = targets.Weight(r);
            double score = _scores[r];
            double label = targets.Labels[r];
            double small = Math.Exp(-Math.Abs(score));
            loss += weight * (Math.Log(1 + small) + Math.Max(score, 0) - (label * score));
            double probability = score >= 0 ? 1 / (1 + small) : small / (1 + small);
            _residuals[r] = weight * (probability - label);
            residual += _residuals[r];
        }

        return (loss, residual);
    }
}
