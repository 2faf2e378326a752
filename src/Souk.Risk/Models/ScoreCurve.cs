using Souk.Learning.Calibration;
using Souk.Learning.Persistence;

namespace Souk.Risk.Models;

/// <summary>
/// Turns a model's score into a probability by straight lines between kept points, and so by plain IEEE arithmetic: the
/// same bits on every machine. Never falls; flat beyond the ends. Immutable.
/// </summary>
internal sealed class ScoreCurve
{
    private const int Points = 1_025;

    // How far beyond the scores seen the curve still rises, in spans of them.
    private const double Margin = 1.5;

    private readonly double[] _scores;
    private readonly double[] _values;

    private ScoreCurve(double[] scores, double[] values)
    {
        _scores = scores;
        _values = values;
    }

    /// <summary>The curve of Platt's scaling, fitted on rows that the model did not learn from.</summary>
    /// <exception cref="InvalidOperationException">Higher scores do not go with more bad ones.</exception>
    internal static ScoreCurve Logistic(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        PlattScaling platt = PlattScaling.Fit(scores, labels);
        if (!(platt.Slope > 0))
        {
            throw new InvalidOperationException(
                "On the validation rows bad events do not score higher than good ones; the columns tell nothing about "
                + "the label. Give others, or more history.");
        }

        double least = double.MaxValue;
        double most = double.MinValue;
        foreach (double score in scores)
        {
            least = Math.Min(least, score);
            most = Math.Max(most, score);
        }

        double margin = Margin * Math.Max(most - least, 1e-6);
        double[] at = new double[Points];
        double[] values = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            at[i] = least - margin + ((most - least + (2 * margin)) * i / (Points - 1));
            values[i] = platt.Calibrate(at[i]);
        }

        return new ScoreCurve(at, values);
    }

    /// <summary>The curve that gives the share of seen scores below, for models without labels.</summary>
    internal static ScoreCurve Ranks(ReadOnlySpan<double> scores)
    {
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        List<double> at = [];
        List<double> values = [];
        for (int i = 0; i < Points; i++)
        {
            int index = (int)((long)i * (sorted.Length - 1) / (Points - 1));
            if (at.Count == 0 || sorted[index] > at[^1])
            {
                at.Add(sorted[index]);
                values.Add((double)index / sorted.Length);
            }
        }

        return new ScoreCurve([.. at], [.. values]);
    }

    internal double At(double score)
    {
        if (!(score > _scores[0]))
        {
            return double.IsNaN(score) ? double.NaN : _values[0];
        }

        if (score >= _scores[^1])
        {
            return _values[^1];
        }

        int low = 0;
        int high = _scores.Length - 1;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _scores[middle] <= score ? (middle, high) : (low, middle);
        }

        double share = (score - _scores[low]) / (_scores[high] - _scores[low]);
        return _values[low] + (share * (_values[high] - _values[low]));
    }

    internal void Save(ModelWriter writer)
    {
        writer.WriteArray<double>(_scores);
        writer.WriteArray<double>(_values);
    }

    internal static ScoreCurve Load(ModelReader reader)
    {
        double[] scores = reader.ReadArray<double>();
        double[] values = reader.ReadArray<double>();
        bool isRight = scores.Length > 0 && scores.Length == values.Length;
        for (int i = 0; isRight && i < scores.Length; i++)
        {
            isRight = double.IsFinite(scores[i]) && values[i] is >= 0 and <= 1
                && (i == 0 || (scores[i] > scores[i - 1] && values[i] >= values[i - 1]));
        }

        return isRight
            ? new ScoreCurve(scores, values)
            : throw new InvalidDataException("The calibration curve does not rise from 0 to 1 at most.");
    }
}
