using System.Numerics.Tensors;
using Souk.Learning.Data;

namespace Souk.Learning.Trees.Objectives;

/// <summary>Half the squared error; the score is the expected label.</summary>
internal sealed class SquaredObjective : PointwiseObjective
{
    public override void Check(TrainingTargets targets)
    {
    }

    public override double BaseScore(TrainingTargets targets) => MeanLabel(targets);

    public override double Predict(double score) => score;

    protected override void Derive(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> first, Span<float> second)
    {
        TensorPrimitives.Subtract(scores, labels, first);
        second.Fill(1);
    }

    protected override double RowLoss(double score, double label) => (score - label) * (score - label) / 2;
}
