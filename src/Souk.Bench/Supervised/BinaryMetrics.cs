namespace Souk.Bench.Supervised;

/// <summary>Metrics of predicted probabilities against labels of 0 and 1.</summary>
internal static class BinaryMetrics
{
    /// <summary>Mean negative log-likelihood; probabilities are kept 1e-15 away from 0 and 1.</summary>
    public static double LogLoss(IReadOnlyList<double> predictions, ReadOnlySpan<float> labels)
    {
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double right = labels[i] > 0.5 ? predictions[i] : 1 - predictions[i];
            sum -= Math.Log(Math.Max(right, 1e-15));
        }

        return sum / labels.Length;
    }

    /// <summary>The area under the ROC curve; ties count half.</summary>
    public static double Auc(double[] predictions, ReadOnlySpan<float> labels)
    {
        (double[] scores, float[] sorted) = Sort(predictions, labels);
        double positives = 0;
        double rankSum = 0;
        for (int from = 0, to; from < scores.Length; from = to)
        {
            to = EndOfTie(scores, from);
            double tied = 0;
            for (int i = from; i < to; i++)
            {
                tied += sorted[i];
            }

            positives += tied;
            rankSum += tied * (from + 1 + to) / 2.0;
        }

        double negatives = scores.Length - positives;
        return (rankSum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }

    /// <summary>Average precision: the sum, over thresholds from the top, of the gain in recall times the
    /// precision.</summary>
    public static double AveragePrecision(double[] predictions, ReadOnlySpan<float> labels)
    {
        (double[] scores, float[] sorted) = Sort(Array.ConvertAll(predictions, p => -p), labels);
        double found = 0;
        double sum = 0;
        for (int from = 0, to; from < scores.Length; from = to)
        {
            to = EndOfTie(scores, from);
            double before = found;
            for (int i = from; i < to; i++)
            {
                found += sorted[i];
            }

            sum += (found - before) * found / to;
        }

        return sum / found;
    }

    private static (double[] Scores, float[] Labels) Sort(double[] predictions, ReadOnlySpan<float> labels)
    {
        double[] scores = [.. predictions];
        float[] sorted = labels.ToArray();
        Array.Sort(scores, sorted);
        return (scores, sorted);
    }

    private static int EndOfTie(double[] scores, int from)
    {
        int to = from + 1;
        while (to < scores.Length && scores[to] == scores[from])
        {
            to++;
        }

        return to;
    }
}
