using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Anomaly;

/// <summary>
/// Turns a detector's scores into surprise, −ln of the share of training rows that score as high, so that scores of
/// different detectors can be put together. Above the ninth decile an exponential tail of the training scores' own mean
/// excess takes over (peaks over threshold, Pickands, 1975), so that surprise keeps growing beyond the training scores.
/// </summary>
internal sealed class Surprise
{
    private const double TailShare = 0.1;

    // More steps than this would not be seen in a rank; a model must stay small.
    private const int MaximumSteps = 4096;

    private readonly double[] _steps;
    private readonly double _tailStart;
    private readonly double _tailScale;

    private Surprise(double[] steps, double tailStart, double tailScale)
    {
        _steps = steps;
        _tailStart = tailStart;
        _tailScale = tailScale;
    }

    public static Surprise Fit(double[] trainingScores)
    {
        double[] sorted = (double[])trainingScores.Clone();
        Array.Sort(sorted);
        double start = sorted[(int)((1 - TailShare) * (sorted.Length - 1))];
        double excess = 0;
        int count = 0;
        double spread = 0;
        foreach (double score in sorted)
        {
            spread += Math.Abs(score - start) / sorted.Length;
            if (score > start)
            {
                excess += score - start;
                count++;
            }
        }

        // Without anything above the start the mean distance from it gives the scale; if all are equal, any scale does.
        double scale = count > 0 ? excess / count : spread;
        return new Surprise(Thin(sorted), start, scale > 0 ? scale : 1);
    }

    public double Of(double score)
    {
        if (score > _tailStart)
        {
            return -Math.Log(TailShare) + ((score - _tailStart) / _tailScale);
        }

        int low = SortedValues.CountBelow(_steps, score);
        return -Math.Log(1 - (low / (_steps.Length + 1.0)));
    }

    public static Surprise Read(ModelReader reader)
    {
        double[] steps = reader.ReadArray<double>();
        double start = reader.ReadDouble();
        double scale = reader.ReadDouble();
        return steps.Length > 0 && scale > 0
            ? new Surprise(steps, start, scale)
            : throw new InvalidDataException($"{steps.Length} steps and a tail scale of {scale} measure no surprise.");
    }

    public void Write(ModelWriter writer)
    {
        writer.WriteArray<double>(_steps);
        writer.WriteDouble(_tailStart);
        writer.WriteDouble(_tailScale);
    }

    private static double[] Thin(double[] sorted)
    {
        if (sorted.Length <= MaximumSteps)
        {
            return sorted;
        }

        double[] steps = new double[MaximumSteps];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = sorted[(int)((i + 0.5) * sorted.Length / MaximumSteps)];
        }

        return steps;
    }
}
