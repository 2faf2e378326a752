namespace Souk.Learning.Evaluation;

/// <summary>Whether predicted probabilities come true: rows sorted by probability, cut into bins of equal size, each
/// with what was predicted and what happened. Rows with equal probability stay in one bin.</summary>
public sealed class CalibrationTable
{
    private CalibrationTable(CalibrationBin[] bins, int rows)
    {
        Bins = bins;
        double expected = 0;
        double most = 0;
        foreach (CalibrationBin bin in bins)
        {
            double gap = Math.Abs(bin.MeanProbability - bin.PositiveShare);
            expected += gap * bin.Count / rows;
            most = Math.Max(most, gap);
        }

        ExpectedError = expected;
        MaximumError = most;
    }

    /// <summary>The bins, by ascending probability.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>The expected calibration error: the mean gap between predicted and observed, weighted by
    /// rows.</summary>
    public double ExpectedError { get; }

    /// <summary>The largest gap of a bin.</summary>
    public double MaximumError { get; }

    /// <summary>Builds the table.</summary>
    /// <param name="probabilities">Predicted probabilities, in [0, 1].</param>
    /// <param name="labels">1 or 0 each.</param>
    /// <param name="bins">How many bins to aim for, 1 to 1,000; default 15.</param>
    /// <exception cref="ArgumentException">Lengths differ, a label is not 0 or 1, or a probability is outside [0,
    /// 1].</exception>
    public static CalibrationTable Build(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, int bins = 15)
    {
        BinaryEvaluation.CheckProbabilities(probabilities, labels);
        Numerics.OptionCheck.Range(bins, 1, 1_000, nameof(bins));
        double[] keys = probabilities.ToArray();
        float[] sorted = labels.ToArray();
        Array.Sort(keys, sorted);
        List<CalibrationBin> table = [];
        for (int b = 0, from = 0; from < keys.Length; b++)
        {
            int to = Math.Max(from + 1, (int)((long)(b + 1) * keys.Length / bins));
            while (to < keys.Length && keys[to] == keys[to - 1])
            {
                to++;
            }

            table.Add(Summarize(keys.AsSpan(from, to - from), sorted.AsSpan(from, to - from)));
            from = to;
        }

        return new CalibrationTable([.. table], keys.Length);
    }

    private static CalibrationBin Summarize(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        double predicted = 0;
        double positives = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            predicted += probabilities[i];
            positives += labels[i];
        }

        return new CalibrationBin(labels.Length, predicted / labels.Length, positives / labels.Length);
    }
}
