using Souk.Learning.Data;

namespace Souk.Learning.Trees.Objectives;

/// <summary>Poisson negative log-likelihood of counts (without the constant); the score is the log of the expected
/// count.</summary>
internal sealed class PoissonObjective : PointwiseObjective
{
    /// <summary>The second derivative is taken this much further along, so that a step from a small expected count does
    /// not overshoot: the loss is far from quadratic there.</summary>
    private const float Caution = 0.7f;

    /// <summary>The mean count is kept above this, so that data without any count still has a finite score.</summary>
    private const double LeastMean = 1e-6;

    public override void Check(TrainingTargets targets) => targets.CheckNotNegative();

    public override double BaseScore(TrainingTargets targets) => Math.Log(Math.Max(LeastMean, MeanLabel(targets)));

    public override double Predict(double score) => Math.Exp(score);

    protected override void Derive(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> first, Span<float> second)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            float expected = MathF.Exp(scores[i]);
            first[i] = expected - labels[i];
            second[i] = expected * MathF.Exp(Caution);
        }
    }

    protected override double RowLoss(double score, double label) => Math.Exp(score) - (label * score);
}
