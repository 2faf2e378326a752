namespace Souk.Risk.Models;

/// <summary>From which probabilities on a model says review and decline; infinity for never.</summary>
/// <param name="Review">The least probability of a review.</param>
/// <param name="Decline">The least probability of a decline, not below <paramref name="Review"/>.</param>
public sealed record ModelThresholds(double Review, double Decline)
{
    /// <summary>Thresholds that let everything through.</summary>
    public static ModelThresholds Never { get; } = new(double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>The thresholds with the least cost on rows whose outcomes are known: exact, by one pass over the rows
    /// from the most probable on. They lie in the middle between two rows' probabilities.</summary>
    /// <param name="probabilities">The probabilities of rows that the model did not learn from.</param>
    /// <param name="labels">1 for bad, 0 for good.</param>
    /// <param name="amounts">The money at stake.</param>
    /// <param name="costs">The costs.</param>
    public static ModelThresholds Cheapest(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<double> amounts,
        DecisionCosts costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        int[] order = new int[probabilities.Length];
        double[] keys = new double[probabilities.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = -probabilities[i];
        }

        Array.Sort(keys, order);

        // With the first d declined, the next up to r reviewed: savings against approving all.
        double declined = 0;
        double reviewed = 0;
        (double Gain, double At, int Rows) bestStart = (0, double.PositiveInfinity, 0);
        (double Gain, double Review, double Decline) best =
            (0, double.PositiveInfinity, double.PositiveInfinity);
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            bool isBad = labels[row] > 0;
            double through = costs.OfApprove(isBad, amounts[row]);
            declined += through - costs.OfDecline(isBad, amounts[row]);
            reviewed += through - costs.Review;
            double next = i + 1 < order.Length ? probabilities[order[i + 1]] : double.NaN;
            if (next == probabilities[row])
            {
                continue;
            }

            double cut = double.IsNaN(next) ? probabilities[row] : (probabilities[row] + next) / 2;
            if (declined - reviewed > bestStart.Gain)
            {
                bestStart = (declined - reviewed, cut, i + 1);
            }

            if (bestStart.Gain + reviewed > best.Gain)
            {
                best = (bestStart.Gain + reviewed, cut, bestStart.At);
            }
        }

        return new ModelThresholds(best.Review, best.Decline);
    }
}
