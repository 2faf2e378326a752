using System.Numerics;
using System.Numerics.Tensors;
using Souk.Learning.Data;

namespace Souk.Learning.Trees.Objectives;

/// <summary>Log loss of labels 0 and 1; the score is the log-odds.</summary>
internal sealed class LogisticObjective : PointwiseObjective
{
    /// <summary>The mean label is kept this far from 0 and 1, so that data of one class still has a finite
    /// score.</summary>
    private const double LeastMean = 1e-6;

    public override void Check(TrainingTargets targets) => targets.CheckBinary();

    public override double BaseScore(TrainingTargets targets)
    {
        double mean = Math.Clamp(MeanLabel(targets), LeastMean, 1 - LeastMean);
        return Math.Log(mean / (1 - mean));
    }

    public override double Predict(double score) => 1 / (1 + Math.Exp(-score));

    protected override void Derive(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> first, Span<float> second)
    {
        TensorPrimitives.Sigmoid(scores, second);
        TensorPrimitives.Subtract(second, labels, first);
        int i = 0;
        for (; i <= second.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var p = new Vector<float>(second[i..]);
            (p * (Vector<float>.One - p)).CopyTo(second[i..]);
        }

        for (; i < second.Length; i++)
        {
            second[i] *= 1 - second[i];
        }
    }

    protected override double RowLoss(double score, double label)
    {
        double margin = label > 0.5 ? score : -score;
        return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : -margin + Math.Log(1 + Math.Exp(margin));
    }
}
