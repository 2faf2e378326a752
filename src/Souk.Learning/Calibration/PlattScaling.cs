using Souk.Learning.Persistence;

namespace Souk.Learning.Calibration;

/// <summary>
/// Turns scores into probabilities by a logistic curve with two parameters (Platt, 1999; fitted by the Newton method of
/// Lin, Lin and Weng, "A note on Platt's probabilistic outputs", 2007, with Platt's smoothed labels). For few rows, or
/// scores that are off by a factor and a shift. Fit it on rows that the model did not learn from. Immutable.
/// </summary>
public sealed class PlattScaling
{
    private const string Kind = "platt-scaling";
    private const int LayoutVersion = 1;
    private const int MaxIterations = 100;
    private const double SmallestStep = 1e-10;
    private const double Ridge = 1e-12;

    private PlattScaling(double slope, double intercept)
    {
        Slope = slope;
        Intercept = intercept;
    }

    /// <summary>The log-odds are slope · score + intercept.</summary>
    public double Slope { get; }

    /// <summary>The log-odds at score 0.</summary>
    public double Intercept { get; }

    /// <summary>Fits the curve.</summary>
    /// <param name="scores">Scores, finite; the higher the likelier.</param>
    /// <param name="labels">0 or 1, one a score.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is nothing, or a number is out of range.</exception>
    public static PlattScaling Fit(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        CalibrationData.Check(scores, labels);
        double positives = 0;
        foreach (float label in labels)
        {
            positives += label;
        }

        double high = (positives + 1) / (positives + 2);
        double low = 1 / (labels.Length - positives + 2);
        double slope = 0;
        double intercept = Math.Log((positives + 1) / (labels.Length - positives + 1));
        double loss = Loss(scores, labels, high, low, slope, intercept);
        for (int i = 0; i < MaxIterations; i++)
        {
            (double slopeStep, double interceptStep, double fall) =
                NewtonStep(scores, labels, high, low, slope, intercept);
            double step = 1;
            double next = Loss(scores, labels, high, low, slope + slopeStep, intercept + interceptStep);
            while (!(next < loss + (1e-4 * step * fall)) && step > SmallestStep)
            {
                step /= 2;
                next = Loss(scores, labels, high, low, slope + (step * slopeStep), intercept + (step * interceptStep));
            }

            if (step <= SmallestStep || next >= loss)
            {
                break;
            }

            slope += step * slopeStep;
            intercept += step * interceptStep;
            loss = next;
        }

        return new PlattScaling(slope, intercept);
    }

    /// <summary>The probability of label 1 at a score.</summary>
    public double Calibrate(double score) => 1 / (1 + Math.Exp(-((Slope * score) + Intercept)));

    /// <summary>Writes the curve as a file of kind "platt-scaling".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteDouble(Slope);
        writer.WriteDouble(Intercept);
        writer.Complete();
    }

    /// <summary>Reads a curve; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static PlattScaling Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        double slope = reader.ReadDouble();
        double intercept = reader.ReadDouble();
        reader.Complete();
        return new PlattScaling(slope, intercept);
    }

    private static double Loss(
        ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, double high, double low, double slope,
        double intercept)
    {
        double loss = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double logit = (slope * scores[i]) + intercept;
            double target = labels[i] > 0 ? high : low;
            loss += Math.Log(1 + Math.Exp(-Math.Abs(logit))) + Math.Max(logit, 0) - (target * logit);
        }

        return loss;
    }

    private static (double Slope, double Intercept, double Fall) NewtonStep(
        ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, double high, double low, double slope,
        double intercept)
    {
        double g1 = 0;
        double g2 = 0;
        double h11 = Ridge;
        double h22 = Ridge;
        double h12 = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double p = 1 / (1 + Math.Exp(-((slope * scores[i]) + intercept)));
            double residual = p - (labels[i] > 0 ? high : low);
            double curve = p * (1 - p);
            g1 += residual * scores[i];
            g2 += residual;
            h11 += curve * scores[i] * scores[i];
            h12 += curve * scores[i];
            h22 += curve;
        }

        double determinant = (h11 * h22) - (h12 * h12);
        double slopeStep = -((h22 * g1) - (h12 * g2)) / determinant;
        double interceptStep = -((h11 * g2) - (h12 * g1)) / determinant;
        return (slopeStep, interceptStep, (g1 * slopeStep) + (g2 * interceptStep));
    }
}
