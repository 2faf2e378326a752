using Souk.Learning.Persistence;

namespace Souk.Learning.Calibration;

/// <summary>
/// Turns scores into probabilities by the best curve that never falls (isotonic regression by pooling adjacent
/// violators, Ayer et al., 1955; for calibration: Zadrozny and Elkan, KDD 2002). For a thousand rows and more, and
/// scores that are off in any monotone way. Fit it on rows that the model did not learn from. Between two pools the
/// curve is a straight line, beyond the last it is flat. Immutable.
/// </summary>
public sealed class IsotonicCalibration
{
    private const string Kind = "isotonic-calibration";
    private const int LayoutVersion = 1;

    private readonly double[] _scores;
    private readonly double[] _probabilities;

    private IsotonicCalibration(double[] scores, double[] probabilities)
    {
        _scores = scores;
        _probabilities = probabilities;
    }

    /// <summary>The scores at which the curve bends, ascending.</summary>
    public ReadOnlySpan<double> Scores => _scores;

    /// <summary>The probabilities there, never falling.</summary>
    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <summary>Fits the curve.</summary>
    /// <param name="scores">Scores, finite; the higher the likelier.</param>
    /// <param name="labels">0 or 1, one a score.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is nothing, or a number is out of range.</exception>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        CalibrationData.Check(scores, labels);
        double[] sorted = scores.ToArray();
        float[] sortedLabels = labels.ToArray();
        Array.Sort(sorted, sortedLabels);
        var pools = new List<Pool>();
        for (int i = 0; i < sorted.Length; i++)
        {
            bool tied = i > 0 && sorted[i] == sorted[i - 1];
            var pool = new Pool(sorted[i], sorted[i], sortedLabels[i], 1);
            if (tied)
            {
                pool = pools[^1].Join(pool);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
            bool lastOfTie = i + 1 == sorted.Length || sorted[i + 1] != sorted[i];
            while (lastOfTie && pools.Count > 1 && pools[^2].Mean >= pools[^1].Mean)
            {
                Pool joined = pools[^2].Join(pools[^1]);
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add(joined);
            }
        }

        return FromPools(pools);
    }

    /// <summary>The probability of label 1 at a score.</summary>
    public double Calibrate(double score)
    {
        int at = Array.BinarySearch(_scores, score);
        if (at >= 0)
        {
            return _probabilities[at];
        }

        int above = ~at;
        if (above == 0)
        {
            return _probabilities[0];
        }

        if (above == _scores.Length)
        {
            return _probabilities[^1];
        }

        double share = (score - _scores[above - 1]) / (_scores[above] - _scores[above - 1]);
        return _probabilities[above - 1] + (share * (_probabilities[above] - _probabilities[above - 1]));
    }

    /// <summary>Writes the curve as a file of kind "isotonic-calibration".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteArray<double>(_scores);
        writer.WriteArray<double>(_probabilities);
        writer.Complete();
    }

    /// <summary>Reads a curve; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static IsotonicCalibration Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        double[] scores = reader.ReadArray<double>();
        double[] probabilities = reader.ReadArray<double>();
        reader.Complete();
        return scores.Length == 0 || scores.Length != probabilities.Length
            ? throw new InvalidDataException("The curve's scores and probabilities do not fit together.")
            : new IsotonicCalibration(scores, probabilities);
    }

    private static IsotonicCalibration FromPools(List<Pool> pools)
    {
        var scores = new List<double>();
        var probabilities = new List<double>();
        foreach (Pool pool in pools)
        {
            scores.Add(pool.From);
            probabilities.Add(pool.Mean);
            if (pool.To > pool.From)
            {
                scores.Add(pool.To);
                probabilities.Add(pool.Mean);
            }
        }

        return new IsotonicCalibration([.. scores], [.. probabilities]);
    }

    /// <summary>Neighbouring scores that share a probability.</summary>
    private readonly record struct Pool(double From, double To, double Sum, double Count)
    {
        public double Mean => Sum / Count;

        public Pool Join(Pool next) => new(From, next.To, Sum + next.Sum, Count + next.Count);
    }
}
