using Souk.Learning.Numerics;

namespace Souk.Bench.Risk;

/// <summary>
/// One score of two, by how surprising each would be for a good event: minus the logarithm of the share of good events
/// that score as high. Weighted sums of these are Fisher's way to combine tests (1925). The weight is chosen by
/// evidence on events that the scores were not learned from.
/// </summary>
internal sealed class ScoreBlend
{
    private static readonly double[] _weights = [0, 0.25, 0.5, 0.75, 1];

    private readonly double[] _goodFirst;
    private readonly double[] _goodSecond;

    private ScoreBlend(double[] goodFirst, double[] goodSecond, double weight) =>
        (_goodFirst, _goodSecond, Weight) = (goodFirst, goodSecond, weight);

    /// <summary>How much the first score counts, 0 to 1.</summary>
    internal double Weight { get; }

    /// <summary>Chooses the weight.</summary>
    /// <param name="first">A score of each event, by something that has not learned from the event.</param>
    /// <param name="second">The other.</param>
    /// <param name="isGood">Which events are good; there must be one.</param>
    /// <param name="evidence">How good combined scores of the events are; more is better.</param>
    internal static ScoreBlend Choose(
        double[] first, double[] second, bool[] isGood, Func<double[], double> evidence)
    {
        double[] goodFirst = Good(first, isGood);
        double[] goodSecond = Good(second, isGood);
        ScoreBlend best = new(goodFirst, goodSecond, 1);
        double bestEvidence = double.NegativeInfinity;

        // Of equal ones the weight nearest to the middle: the least that is staked on one score.
        foreach (double weight in _weights.OrderBy(w => Math.Abs(w - 0.5)))
        {
            ScoreBlend blend = new(goodFirst, goodSecond, weight);
            double found = evidence(blend.Combine(first, second));
            if (found > bestEvidence)
            {
                (best, bestEvidence) = (blend, found);
            }
        }

        return best;
    }

    /// <summary>The combined scores of events.</summary>
    internal double[] Combine(double[] first, double[] second)
    {
        double[] combined = new double[first.Length];
        for (int i = 0; i < combined.Length; i++)
        {
            combined[i] = (Weight * Surprise(_goodFirst, first[i])) + ((1 - Weight) * Surprise(_goodSecond, second[i]));
        }

        return combined;
    }

    private static double[] Good(double[] scores, bool[] isGood) =>
        [.. Enumerable.Range(0, scores.Length).Where(i => isGood[i]).Select(i => scores[i]).Order()];

    // Beyond the highest good score the score itself still tells which is higher.
    private static double Surprise(double[] good, double score)
    {
        const double Tiny = 1e-9;
        double above = (good.Length - SortedValues.CountBelow(good, score) + 1.0) / (good.Length + 1.0);
        return -Math.Log(above) + (Tiny * Math.Atan(score));
    }
}
