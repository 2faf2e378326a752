using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Evaluation;

public sealed class BinaryEvaluationTests
{
    private static (double[] Scores, float[] Labels) Sample(int count, ulong seed, double signal = 1)
    {
        var random = new SeededRandom(seed);
        double[] scores = new double[count];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.NextDouble() < 0.3 ? 1 : 0;
            scores[i] = Math.Round((signal * labels[i]) + random.NextGaussian(), 1);
        }

        return (scores, labels);
    }

    [Fact]
    public void Auc_equals_counting_all_pairs()
    {
        (double[] scores, float[] labels) = Sample(300, 1);
        double wins = 0;
        double pairs = 0;
        for (int p = 0; p < 300; p++)
        {
            for (int n = 0; n < 300; n++)
            {
                if (labels[p] > labels[n])
                {
                    pairs++;
                    wins += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
        }

        Assert.Equal(wins / pairs, BinaryEvaluation.Auc(scores, labels).Value, 12);
    }

    [Fact]
    public void DeLong_interval_agrees_with_the_bootstrap()
    {
        (double[] scores, float[] labels) = Sample(800, 2);
        Estimate analytic = BinaryEvaluation.Auc(scores, labels);
        Estimate resampled = Bootstrap.Interval(
            800,
            rows => BinaryEvaluation.Auc(
                Array.ConvertAll(rows, r => scores[r]), Array.ConvertAll(rows, r => labels[r])).Value,
            400,
            cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(resampled.StandardError / analytic.StandardError, 0.85, 1.15);
        Assert.Equal(analytic.Lower, resampled.Lower, 0.01);
        Assert.Equal(analytic.Upper, resampled.Upper, 0.01);
    }

    [Fact]
    public void Measures_of_a_worked_example_are_those_computed_by_hand()
    {
        double[] scores = [0.9, 0.8, 0.8, 0.1];
        float[] labels = [1, 1, 0, 0];
        Assert.Equal(0.5 + (0.5 * 2 / 3), BinaryEvaluation.AveragePrecision(scores, labels), 12);
        Assert.Equal(
            -(Math.Log(0.9) + Math.Log(0.8) + Math.Log(0.2) + Math.Log(0.9)) / 4,
            BinaryEvaluation.LogLoss(scores, labels), 9);
        Assert.Equal((0.01 + 0.04 + 0.64 + 0.01) / 4, BinaryEvaluation.BrierScore(scores, labels), 12);
        TopShare top = BinaryEvaluation.AtTop(scores, labels, 2);
        Assert.Equal(0.75, top.Precision, 12);
        Assert.Equal(0.75, top.Recall, 12);
        Assert.Equal(1.5, top.Lift, 12);
    }

    [Fact]
    public void Calibration_error_is_zero_for_true_probabilities_and_the_gap_for_shifted_ones()
    {
        double[] probabilities = [.. Enumerable.Repeat(0.25, 400), .. Enumerable.Repeat(0.75, 400)];
        float[] labels = [.. Enumerable.Range(0, 800).Select(
            i => i < 400 ? (i % 4 == 0 ? 1f : 0f) : i % 4 == 0 ? 0f : 1f)];
        CalibrationTable right = CalibrationTable.Build(probabilities, labels);
        Assert.Equal(2, right.Bins.Count);
        Assert.Equal(0, right.ExpectedError, 12);
        double[] shifted = Array.ConvertAll(probabilities, p => p + 0.1);
        Assert.Equal(0.1, CalibrationTable.Build(shifted, labels).ExpectedError, 12);
        Assert.Equal(0.1, CalibrationTable.Build(shifted, labels).MaximumError, 12);
    }

    [Fact]
    public void Average_precision_of_one_tie_is_the_share_of_positives() =>
        Assert.Equal(0.25, BinaryEvaluation.AveragePrecision([1, 1, 1, 1], [0, 1, 0, 0]), 1e-12);

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => BinaryEvaluation.Auc([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => BinaryEvaluation.Auc([1, 2], [1, 1]));
        Assert.Throws<ArgumentException>(() => BinaryEvaluation.Auc([1, double.NaN], [1, 0]));
        Assert.Throws<ArgumentException>(() => BinaryEvaluation.LogLoss([1.2, 0], [1, 0]));
        Assert.Throws<ArgumentException>(() => BinaryEvaluation.AveragePrecision([1, 2], [0.5f, 0]));
    }
}
