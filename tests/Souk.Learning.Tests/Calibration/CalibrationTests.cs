using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Calibration;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Calibration;

public class CalibrationTests
{
    [Fact]
    public void Isotonic_EqualsTheMinMaxFormula() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        int rows = 1 + random.Next(40);
        double[] scores = new double[rows];
        float[] labels = new float[rows];
        for (int i = 0; i < rows; i++)
        {
            scores[i] = random.Next(25);
            labels[i] = random.Next(3) * random.NextDouble() * 12 < scores[i] ? 1 : 0;
        }

        IsotonicCalibration curve = IsotonicCalibration.Fit(scores, labels);
        foreach (double score in scores)
        {
            Assert.Equal(MinMax(scores, labels, score), curve.Calibrate(score), 1e-9);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Isotonic_NeverFalls_AndStaysWithinTheData()
    {
        var random = new SeededRandom(2);
        double[] scores = [.. Enumerable.Range(0, 500).Select(_ => random.NextGaussian())];
        float[] labels = [.. scores.Select(s => random.NextDouble() < 1 / (1 + Math.Exp(-s)) ? 1f : 0f)];
        IsotonicCalibration curve = IsotonicCalibration.Fit(scores, labels);
        double last = curve.Calibrate(-100);
        Assert.Equal(curve.Probabilities[0], last);
        for (double score = -4; score < 4; score += 0.01)
        {
            double now = curve.Calibrate(score);
            Assert.True(now >= last);
            last = now;
        }

        Assert.Equal(curve.Probabilities[^1], curve.Calibrate(100));
    }

    [Fact]
    public void Isotonic_BetweenPools_IsAStraightLine()
    {
        IsotonicCalibration curve = IsotonicCalibration.Fit([0, 2], [0, 1]);
        Assert.Equal(0.25, curve.Calibrate(0.5), 1e-12);
    }

    [Fact]
    public void Platt_FindsTheCurveThatMadeTheLabels()
    {
        var random = new SeededRandom(9);
        double[] scores = [.. Enumerable.Range(0, 50_000).Select(_ => 3 * random.NextGaussian())];
        float[] labels = [.. scores.Select(s => random.NextDouble() < 1 / (1 + Math.Exp(-((0.6 * s) - 1))) ? 1f : 0f)];
        PlattScaling curve = PlattScaling.Fit(scores, labels);
        Assert.Equal(0.6, curve.Slope, 0.02);
        Assert.Equal(-1, curve.Intercept, 0.04);
        Assert.Equal(labels.Average(), scores.Average(curve.Calibrate), 1e-3);
    }

    [Fact]
    public void Platt_SeparableScores_StayFinite()
    {
        PlattScaling curve = PlattScaling.Fit([-2, -1, 1, 2], [0, 0, 1, 1]);
        Assert.InRange(curve.Calibrate(2), 0.6, 0.9999);
        Assert.InRange(curve.Calibrate(-2), 0.0001, 0.4);
    }

    [Fact]
    public void SaveLoad_SameCurves()
    {
        double[] scores = [0.1, 0.5, 0.3, 0.9];
        float[] labels = [0, 1, 1, 1];
        using var platt = new MemoryStream();
        PlattScaling.Fit(scores, labels).Save(platt);
        platt.Position = 0;
        Assert.Equal(PlattScaling.Fit(scores, labels).Calibrate(0.4), PlattScaling.Load(platt).Calibrate(0.4));
        using var isotonic = new MemoryStream();
        IsotonicCalibration.Fit(scores, labels).Save(isotonic);
        isotonic.Position = 0;
        Assert.Equal(
            IsotonicCalibration.Fit(scores, labels).Calibrate(0.4), IsotonicCalibration.Load(isotonic).Calibrate(0.4));
        isotonic.Position = 0;
        Assert.Throws<InvalidDataException>(() => PlattScaling.Load(isotonic));
    }

    [Fact]
    public void Fit_WrongData_Refused()
    {
        Assert.Throws<ArgumentException>(() => PlattScaling.Fit([], []));
        Assert.Throws<ArgumentException>(() => PlattScaling.Fit([1], [1, 0]));
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([1], [0.5f]));
    }

    /// <summary>The greatest, over starts up to the score, of the least mean over ends from the score on.</summary>
    private static double MinMax(double[] scores, float[] labels, double score)
    {
        double greatest = double.NegativeInfinity;
        foreach (double from in scores.Where(s => s <= score))
        {
            double least = double.PositiveInfinity;
            foreach (double to in scores.Where(s => s >= score))
            {
                double mean = Enumerable.Range(0, scores.Length)
                    .Where(i => scores[i] >= from && scores[i] <= to).Average(i => (double)labels[i]);
                least = Math.Min(least, mean);
            }

            greatest = Math.Max(greatest, least);
        }

        return greatest;
    }
}
