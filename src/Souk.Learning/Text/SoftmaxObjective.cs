using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Text;

/// <summary>
/// The mean cross-entropy of a linear softmax model with its penalty, and the gradient. Parameters: the weight of every
/// feature for every class, feature after feature, then one bias a class. Rows are worked on in fixed blocks and the
/// gradient feature by feature over the transposed matrix, so threads do not change a bit.
/// </summary>
internal sealed class SoftmaxObjective
{
    private const int RowsPerBlock = 512;
    private const int FeaturesPerBlock = 2048;

    private readonly SparseMatrix _features;
    private readonly SparseMatrix _transposed;
    private readonly ClassTargets _targets;
    private readonly SoftmaxOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly double _totalWeight;
    private readonly double _penalty;
    private readonly double[] _residuals;
    private readonly double[] _blockLosses;

    public SoftmaxObjective(
        SparseMatrix features, ClassTargets targets, SoftmaxOptions options, CancellationToken cancellation)
    {
        _features = features;
        _transposed = features.Transpose();
        _targets = targets;
        _options = options;
        _cancellation = cancellation;
        _residuals = new double[features.Rows * targets.Classes];
        _blockLosses = new double[WorkPartition.BlockCount(features.Rows, RowsPerBlock)];
        _totalWeight = targets.Weights is null ? targets.Rows : targets.Weights.Sum(w => (double)w);
        _penalty = options.Regularization / _totalWeight;
    }

    public double Evaluate(double[] parameters, double[] gradient)
    {
        WorkPartition.ForBlocks(
            _features.Rows,
            RowsPerBlock,
            _options.Threads,
            (block, from, to) => _blockLosses[block] = Residuals(parameters, from, to),
            _cancellation);
        WorkPartition.ForBlocks(
            _features.Columns,
            FeaturesPerBlock,
            _options.Threads,
            (_, from, to) => FeatureGradients(parameters, gradient, from, to),
            _cancellation);
        BiasGradient(gradient);
        double squares = TensorPrimitives.SumOfSquares<double>(
            parameters.AsSpan(0, _features.Columns * _targets.Classes));
        return TensorPrimitives.Sum<double>(_blockLosses) + (0.5 * _penalty * squares);
    }

    /// <summary>Writes each class's score of a sparse row, before the softmax.</summary>
    public static void Scores(
        ReadOnlySpan<int> columns, ReadOnlySpan<float> values, ReadOnlySpan<double> parameters, Span<double> scores)
    {
        int classes = scores.Length;
        parameters[^classes..].CopyTo(scores);
        for (int i = 0; i < columns.Length; i++)
        {
            ReadOnlySpan<double> weights = parameters.Slice(columns[i] * classes, classes);
            double value = values[i];
            for (int k = 0; k < scores.Length; k++)
            {
                scores[k] += value * weights[k];
            }
        }
    }

    /// <summary>Turns scores into probabilities in place and returns the logarithm of what they were divided
    /// by.</summary>
    public static double Softmax(Span<double> scores)
    {
        double highest = double.NegativeInfinity;
        foreach (double score in scores)
        {
            highest = Math.Max(highest, score);
        }

        double sum = 0;
        foreach (ref double score in scores)
        {
            score = Math.Exp(score - highest);
            sum += score;
        }

        foreach (ref double score in scores)
        {
            score /= sum;
        }

        return highest + Math.Log(sum);
    }

    private double Residuals(double[] parameters, int from, int to)
    {
        int classes = _targets.Classes;
        double[] scores = new double[classes];
        double loss = 0;
        for (int r = from; r < to; r++)
        {
            Scores(_features.RowColumns(r), _features.RowValues(r), parameters, scores);
            ReadOnlySpan<float> wanted = _targets.Probabilities.Row(r);
            double weight = (_targets.Weights is null ? 1 : _targets.Weights[r]) / _totalWeight;
            double rowLoss = 0;
            for (int k = 0; k < classes; k++)
            {
                rowLoss -= wanted[k] * scores[k];
            }

            rowLoss += Softmax(scores);
            loss += weight * rowLoss;
            Span<double> residuals = _residuals.AsSpan(r * classes, classes);
            for (int k = 0; k < classes; k++)
            {
                residuals[k] = weight * (scores[k] - wanted[k]);
            }
        }

        return loss;
    }

    private void FeatureGradients(double[] parameters, double[] gradient, int from, int to)
    {
        int classes = _targets.Classes;
        for (int f = from; f < to; f++)
        {
            Span<double> target = gradient.AsSpan(f * classes, classes);
            for (int k = 0; k < target.Length; k++)
            {
                target[k] = _penalty * parameters[(f * classes) + k];
            }

            ReadOnlySpan<int> rows = _transposed.RowColumns(f);
            ReadOnlySpan<float> values = _transposed.RowValues(f);
            for (int i = 0; i < rows.Length; i++)
            {
                ReadOnlySpan<double> residuals = _residuals.AsSpan(rows[i] * classes, classes);
                for (int k = 0; k < target.Length; k++)
                {
                    target[k] += values[i] * residuals[k];
                }
            }
        }
    }

    private void BiasGradient(double[] gradient)
    {
        int classes = _targets.Classes;
        Span<double> bias = gradient.AsSpan(gradient.Length - classes);
        bias.Clear();
        for (int i = 0; i < _residuals.Length; i++)
        {
            bias[i % classes] += _residuals[i];
        }
    }
}
