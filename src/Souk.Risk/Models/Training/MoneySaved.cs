using Souk.Learning.Evaluation;

namespace Souk.Risk.Models.Training;

/// <summary>Money against letting everything through, with the normal interval of a sum of independent rows.</summary>
internal static class MoneySaved
{
    private const double NormalQuantile = 1.959963984540054;

    internal static Estimate Of(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<double> amounts,
        ModelThresholds thresholds, DecisionCosts costs)
    {
        double[] saved = new double[labels.Length];
        for (int r = 0; r < saved.Length; r++)
        {
            bool isBad = labels[r] > 0;
            saved[r] = costs.OfApprove(isBad, amounts[r]) - costs.Of(isBad, amounts[r], probabilities[r], thresholds);
        }

        return Sum(saved);
    }

    /// <summary>The sum of differences and its 95 % interval.</summary>
    internal static Estimate Sum(ReadOnlySpan<double> differences)
    {
        double sum = 0;
        foreach (double difference in differences)
        {
            sum += difference;
        }

        double mean = sum / differences.Length;
        double squares = 0;
        foreach (double difference in differences)
        {
            squares += (difference - mean) * (difference - mean);
        }

        // The variance of the sum of n rows is n times that of one.
        double error = Math.Sqrt(squares * differences.Length / Math.Max(1, differences.Length - 1));
        return new Estimate(sum, error, sum - (NormalQuantile * error), sum + (NormalQuantile * error));
    }
}
