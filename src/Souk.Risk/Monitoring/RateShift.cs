using Souk.Learning.Drift;
using Souk.Learning.Evaluation;

namespace Souk.Risk.Monitoring;

/// <summary>A rate now, beside the same rate in the days before.</summary>
/// <param name="Recent">The share now; NaN without trials.</param>
/// <param name="Reference">The share before; NaN without trials.</param>
/// <param name="Hits">Hits now.</param>
/// <param name="ExpectedHits">Hits that the share before would give now.</param>
/// <param name="Probability">The probability that chance alone gives a change as large, in either direction.</param>
/// <param name="ChangedDaysAgo">How many days ago the rate last changed for good, by change point detection; null if it
/// did not.</param>
public sealed record RateShift(
    double Recent, double Reference, long Hits, double ExpectedHits, double Probability, int? ChangedDaysAgo)
{
    // No less than a week of days says when a rate changed.
    private const int MinDays = 7;

    /// <summary>How many times the reference the rate is; NaN if there is none.</summary>
    public double Ratio => Recent / Reference;

    internal static RateShift Of(ReadOnlySpan<double> hits, ReadOnlySpan<double> trials, int recentDays)
    {
        int split = hits.Length - recentDays;
        double before = Sum(hits[..split]);
        double beforeTrials = Sum(trials[..split]);
        double now = Sum(hits[split..]);
        double nowTrials = Sum(trials[split..]);
        double rise = beforeTrials == 0 || nowTrials == 0
            ? 1 : Proportion.ProbabilityOfExcess(now, nowTrials, before, beforeTrials);
        double fall = beforeTrials == 0 || nowTrials == 0
            ? 1 : Proportion.ProbabilityOfExcess(before, beforeTrials, now, nowTrials);
        return new RateShift(
            now / nowTrials, before / beforeTrials, (long)now,
            beforeTrials == 0 ? 0 : before / beforeTrials * nowTrials, Math.Min(1, 2 * Math.Min(rise, fall)),
            LastChange(hits, trials));
    }

    internal bool IsAlert(HealthOptions options) =>
        Probability < options.Significance && Math.Max(Hits, ExpectedHits) >= options.MinHits
        && (Recent >= Reference * options.MinRatio || Recent <= Reference / options.MinRatio);

    // Days without decisions before the first tell nothing.
    private static int? LastChange(ReadOnlySpan<double> hits, ReadOnlySpan<double> trials)
    {
        int first = 0;
        while (first < trials.Length && trials[first] == 0)
        {
            first++;
        }

        if (hits.Length - first < MinDays)
        {
            return null;
        }

        IReadOnlyList<RateChange> changes = ChangePoints.Find(hits[first..], trials[first..], minSteps: 1);
        return changes.Count == 0 ? null : hits.Length - first - changes[^1].Index - 1;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }
}
