using Souk.Learning.Data;
using Souk.Learning.Deep.Training;
using Souk.Learning.Linear;

namespace Souk.Learning.Deep.Networks;

/// <summary>The loss of a network's scores against labels: for each task the mean over the rows by their weights, times
/// the task's weight, added up.</summary>
internal sealed class NetworkLoss(
    LossKind kind, IReadOnlyList<TrainingTargets> targets, IReadOnlyList<double> taskWeights)
{
    /// <summary>The number of tasks.</summary>
    public int Tasks => targets.Count;

    /// <summary>Adds what it is to a fingerprint.</summary>
    public void AddTo(Fingerprint print)
    {
        print.Add(kind.ToString());
        print.Add<double>([.. taskWeights]);
        foreach (TrainingTargets target in targets)
        {
            print.Add(target);
        }
    }

    /// <summary>The same loss against other labels.</summary>
    public NetworkLoss For(IReadOnlyList<TrainingTargets> others) => new(kind, others, taskWeights);

    /// <summary>What each task's loss of a row of weight 1 is multiplied with, so that rows average; 0 where no row has
    /// weight.</summary>
    public void Scales(ReadOnlySpan<int> rows, Span<double> scales)
    {
        for (int t = 0; t < targets.Count; t++)
        {
            double sum = 0;
            foreach (int row in rows)
            {
                sum += targets[t].Weight(row);
            }

            scales[t] = sum > 0 ? taskWeights[t] / sum : 0;
        }
    }

    /// <summary>The loss of one row and the gradients of its scores.</summary>
    /// <param name="row">The row among the labels.</param>
    /// <param name="scales">From <see cref="Scales"/>.</param>
    /// <param name="logits">The scores; task t stands at t × stride.</param>
    /// <param name="gradients">Where gradients go, as the scores; empty if they are not wanted.</param>
    /// <param name="stride">The distance between tasks.</param>
    public double Row(
        int row, ReadOnlySpan<double> scales, ReadOnlySpan<float> logits, Span<float> gradients, int stride)
    {
        if (kind == LossKind.EntireSpace)
        {
            return EntireSpace(row, scales, logits, gradients, stride);
        }

        double loss = 0;
        for (int t = 0; t < targets.Count; t++)
        {
            double score = logits[t * stride];
            double label = targets[t].Labels[row];
            double scale = scales[t] * targets[t].Weight(row);
            double slope = kind == LossKind.Logistic ? Logistic.Probability(score) - label : score - label;
            loss += scale * (kind == LossKind.Logistic ? LogLoss(score, label) : slope * slope / 2);
            if (!gradients.IsEmpty)
            {
                gradients[t * stride] = (float)(scale * slope);
            }
        }

        return loss;
    }

    private double EntireSpace(
        int row, ReadOnlySpan<double> scales, ReadOnlySpan<float> logits, Span<float> gradients, int stride)
    {
        double click = targets[0].Labels[row];
        double conversion = targets[1].Labels[row];
        double clickScale = scales[0] * targets[0].Weight(row);
        double scale = scales[1] * targets[1].Weight(row);
        double p = Logistic.Probability(logits[0]);
        double q = Logistic.Probability(logits[stride]);
        double notP = Logistic.Probability(-logits[0]);
        double notQ = Logistic.Probability(-logits[stride]);
        double neither = notP + (p * notQ);
        double loss = (clickScale * LogLoss(logits[0], click))
            + (scale * ((conversion * (LogLoss(logits[0], 1) + LogLoss(logits[stride], 1)))
                - ((1 - conversion) * Math.Log(neither))));
        if (!gradients.IsEmpty)
        {
            double lost = (1 - conversion) * p * q / neither;
            gradients[0] = (float)((clickScale * (p - click)) + (scale * notP * (lost - conversion)));
            gradients[stride] = (float)(scale * notQ * (lost - conversion));
        }

        return loss;
    }

    private static double LogLoss(double score, double label) =>
        Math.Log(1 + Math.Exp(-Math.Abs(score))) + Math.Max(score, 0) - (label * score);
}
