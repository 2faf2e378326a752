using Souk.Learning.Numerics;

namespace Souk.Learning.Evaluation;

/// <summary>The structural components of an AUC (DeLong et al., 1988): for each positive the share of negatives below
/// it, for each negative the share of positives above it; ties count half.</summary>
internal sealed record AucParts(double Area, double[] Positives, double[] Negatives)
{
    public static AucParts Of(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        int count = BinaryEvaluation.CheckBoth(scores, labels);
        double[] positives = new double[count];
        double[] negatives = new double[labels.Length - count];
        for (int i = 0, p = 0, n = 0; i < labels.Length; i++)
        {
            if (labels[i] > 0)
            {
                positives[p++] = scores[i];
            }
            else
            {
                negatives[n++] = scores[i];
            }
        }

        double[] above = Shares(positives, negatives);
        double[] below = Shares(negatives, positives);
        for (int n = 0; n < below.Length; n++)
        {
            below[n] = 1 - below[n];
        }

        return new AucParts(above.Sum() / above.Length, above, below);
    }

    public double Variance() => Covariance(this, this);

    /// <summary>The covariance of two areas measured on the same rows.</summary>
    public static double Covariance(AucParts a, AucParts b) =>
        (Sample(a.Positives, a.Area, b.Positives, b.Area) / a.Positives.Length)
        + (Sample(a.Negatives, a.Area, b.Negatives, b.Area) / a.Negatives.Length);

    /// <summary>For each of <paramref name="own"/> the share of <paramref name="others"/> below it, ties
    /// half.</summary>
    private static double[] Shares(double[] own, double[] others)
    {
        double[] sorted = [.. others];
        Array.Sort(sorted);
        return Array.ConvertAll(
            own, x => (SortedValues.CountBelow(sorted, x, false) + SortedValues.CountBelow(sorted, x, true)) / (2.0 * sorted.Length));
    }

    private static double Sample(double[] x, double meanX, double[] y, double meanY)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }

        return sum / Math.Max(1, x.Length - 1);
    }
}
