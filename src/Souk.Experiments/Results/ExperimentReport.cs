using Souk.Experiments.Assignment;
using Souk.Experiments.Statistics;

namespace Souk.Experiments.Results;

/// <summary>What an experiment shows so far. It may be looked at as often as one likes: the intervals hold at all
/// times at once.</summary>
public sealed record ExperimentReport
{
    private ExperimentReport()
    {
    }

    /// <summary>The sums that it was worked out from.</summary>
    public required ExperimentSums Sums { get; init; }

    /// <summary>The probability of shares of units at least this far from the planned ones by chance.</summary>
    public required double SampleRatioProbability { get; init; }

    /// <summary>Whether the shares of units are so far from the planned ones that no result can be trusted.</summary>
    public bool HasSampleRatioMismatch => SampleRatioProbability < SampleRatio.AlarmBelow;

    /// <summary>The variants, the control first.</summary>
    public required IReadOnlyList<VariantResult> Variants { get; init; }

    /// <summary>Works a report out.</summary>
    /// <exception cref="ArgumentException">The sums have no plan any more.</exception>
    public static ExperimentReport Of(ExperimentSums sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ExperimentPlan plan = sums.Plan
            ?? throw new ArgumentException($"The experiment '{sums.Name}' cannot be worked out: {sums.Fault}.");
        int metrics = plan.Metrics.Count;
        long[] units = new long[plan.Variants.Count];
        double[] weights = new double[plan.Variants.Count];
        for (int v = 0; v < units.Length; v++)
        {
            units[v] = sums.Moments[v * metrics].Count;
            weights[v] = plan.Variants[v].Weight;
        }

        List<VariantResult> variants = [];
        for (int v = 0; v < units.Length; v++)
        {
            List<MetricResult> results = [];
            for (int m = 0; m < metrics; m++)
            {
                results.Add(Compare(plan, m, sums.Moments[m], sums.Moments[(v * metrics) + m], isControl: v == 0));
            }

            variants.Add(new VariantResult(plan.Variants[v].Name, units[v], results));
        }

        return new ExperimentReport
        {
            Sums = sums,
            SampleRatioProbability = SampleRatio.Probability(units, weights),
            Variants = variants,
        };
    }

    private static MetricResult Compare(
        ExperimentPlan plan, int metric, SampleMoments control, SampleMoments variant, bool isControl)
    {
        MetricPlan asked = plan.Metrics[metric];
        Cuped cuped = Cuped.Of(control, isControl ? default : variant);
        double controlMean = cuped.Mean(control);
        double mean = cuped.Mean(variant);
        if (isControl)
        {
            return new MetricResult(asked.Name, mean, 0, 0, 0, 0, cuped.VarianceKept, MetricVerdict.Control);
        }

        double difference = mean - controlMean;
        double relative = controlMean == 0 ? double.NaN : difference / Math.Abs(controlMean);
        double reach = double.PositiveInfinity;
        if (Math.Min(control.Count, variant.Count) >= ConfidenceSequence.MinUnitsPerVariant)
        {
            double error = Math.Sqrt(
                (cuped.Variance(control) / control.Count) + (cuped.Variance(variant) / variant.Count));

            // Bonferroni over the variants that are compared with the control.
            double alpha = plan.Alpha / (plan.Variants.Count - 1);
            reach = ConfidenceSequence.HalfWidth(error, control.Count + variant.Count, plan.PlannedUnits, alpha);
        }

        double lower = difference - reach;
        double upper = difference + reach;
        return new MetricResult(
            asked.Name, mean, difference, lower, upper, relative, cuped.VarianceKept,
            Judge(asked, lower, upper, controlMean));
    }

    private static MetricVerdict Judge(MetricPlan metric, double lower, double upper, double controlMean)
    {
        (double worst, double best) = metric.HigherIsBetter ? (lower, upper) : (-upper, -lower);
        if (metric.MaxHarm is double harm && best < -harm * Math.Abs(controlMean))
        {
            return MetricVerdict.Breached;
        }

        return worst > 0 ? MetricVerdict.Better : best < 0 ? MetricVerdict.Worse : MetricVerdict.Open;
    }
}
