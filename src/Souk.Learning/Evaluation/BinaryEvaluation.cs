namespace Souk.Learning.Evaluation;

/// <summary>Measures of scores or probabilities against labels of 0 and 1. Tied scores are never ordered by luck: each
/// measure says how it counts them.</summary>
public static class BinaryEvaluation
{
    // What a probability is kept away from 0 and 1, so that one sure mistake does not cost infinity.
    private const double SmallestProbability = 1e-15;

    /// <summary>The area under the ROC curve: the chance that a positive scores above a negative, ties counting half,
    /// with the analytic interval of DeLong et al. (1988), in time n log n (Sun and Xu, 2014).</summary>
    /// <param name="scores">The scores, finite; higher means more likely positive.</param>
    /// <param name="labels">1 or 0 a score.</param>
    /// <param name="level">The confidence of the interval, in (0, 1); default 0.95.</param>
    /// <exception cref="ArgumentException">Lengths differ, a label is not 0 or 1, a score is not finite, or a class is
    /// missing.</exception>
    public static Estimate Auc(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, double level = 0.95)
    {
        CheckLevel(level);
        AucParts parts = AucParts.Of(scores, labels);
        double error = Math.Sqrt(parts.Variance());
        double reach = error * NormalDistribution.TwoSidedQuantile(level);
        return new Estimate(parts.Area, error, Math.Max(0, parts.Area - reach), Math.Min(1, parts.Area + reach));
    }

    /// <summary>Average precision: over the thresholds from the top, the gain in recall times the precision there; tied
    /// scores form one threshold.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Auc"/>.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        int positives = CheckBoth(scores, labels);
        int[] order = DescendingOrder(scores);
        double found = 0;
        double sum = 0;
        for (int from = 0, to; from < order.Length; from = to)
        {
            double before = found;
            for (to = from; to < order.Length && scores[order[to]] == scores[order[from]]; to++)
            {
                found += labels[order[to]];
            }

            sum += (found - before) * found / to;
        }

        return sum / positives;
    }

    /// <summary>The mean negative log-likelihood of the labels, in nats; probabilities are kept 1e-15 from 0 and
    /// 1.</summary>
    /// <exception cref="ArgumentException">Lengths differ or are 0, a label is not 0 or 1, or a probability is outside
    /// [0, 1].</exception>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        CheckProbabilities(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double right = labels[i] > 0 ? probabilities[i] : 1 - probabilities[i];
            sum -= Math.Log(Math.Max(right, SmallestProbability));
        }

        return sum / labels.Length;
    }

    /// <summary>The mean squared difference of probability and label (Brier, 1950).</summary>
    /// <exception cref="ArgumentException">As for <see cref="LogLoss"/>.</exception>
    public static double BrierScore(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        CheckProbabilities(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            sum += (probabilities[i] - labels[i]) * (probabilities[i] - labels[i]);
        }

        return sum / labels.Length;
    }

    /// <summary>Precision, recall and lift among the <paramref name="count"/> highest scores. Where the cut falls into
    /// a tie, the tied share of positives is counted: the expectation over random orders.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Auc"/>, or the count is not 1 to the number of
    /// scores.</exception>
    public static TopShare AtTop(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, int count)
    {
        int positives = CheckBoth(scores, labels);
        if (count < 1 || count > scores.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The count is 1 to {scores.Length}.");
        }

        int[] order = DescendingOrder(scores);
        double found = 0;
        for (int from = 0, to; from < count; from = to)
        {
            double inTie = 0;
            for (to = from; to < order.Length && scores[order[to]] == scores[order[from]]; to++)
            {
                inTie += labels[order[to]];
            }

            found += inTie * (Math.Min(to, count) - from) / (to - from);
        }

        double precision = found / count;
        return new TopShare(precision, found / positives, precision * scores.Length / positives);
    }

    internal static void CheckLevel(double level)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A confidence level lies between 0 and 1.");
        }
    }

    internal static int CheckBoth(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        int positives = CheckLabels(scores, labels);
        return positives > 0 && positives < labels.Length
            ? positives
            : throw new ArgumentException(
                $"Both classes are needed; got {positives} positives among {labels.Length}.", nameof(labels));
    }

    internal static void CheckProbabilities(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        CheckLabels(probabilities, labels);
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] >= 0 && probabilities[i] <= 1))
            {
                throw new ArgumentException(
                    $"Row {i} has probability {probabilities[i]}; it must lie between 0 and 1.", nameof(probabilities));
            }
        }
    }

    private static int CheckLabels(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        if (scores.Length != labels.Length || scores.Length == 0)
        {
            throw new ArgumentException($"Each score needs a label; got {scores.Length} scores, {labels.Length} " +
                "labels.");
        }

        int positives = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] is not (0 or 1) || !double.IsFinite(scores[i]))
            {
                throw new ArgumentException(
                    $"Row {i} has label {labels[i]} and score {scores[i]}; a label is 0 or 1, a score finite.");
            }

            positives += labels[i] > 0 ? 1 : 0;
        }

        return positives;
    }

    private static int[] DescendingOrder(ReadOnlySpan<double> scores)
    {
        double[] keys = new double[scores.Length];
        int[] order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = -scores[i];
            order[i] = i;
        }

        Array.Sort(keys, order);
        return order;
    }
}
